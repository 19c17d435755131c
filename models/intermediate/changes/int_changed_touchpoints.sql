-- Events that rules see otherwise than in the last whole build, because event_types changed or a rule looks elsewhere.
with elsewhere as (
    select
        rule_id,
        had_tranches
    from {{ ref('int_changed_rules') }}
    where looks_elsewhere
),

changed as (
    {{ changed_since_checkpoint('rulebook_role_events', 'rule_id, role, any_group, entity_type, source, event_name, channel') }}
),

-- A mapping that changed under a rule is told from a rule that came, went or looks elsewhere.
remapped as (
    select * from changed
    anti join elsewhere using (rule_id)
)

select distinct
    source,
    event_name,
    entity_type,
    'event_types changed: ' || source || ' ' || event_name as reason
from remapped
union
select distinct
    role_events.source,
    role_events.event_name,
    role_events.entity_type,
    'rule ' || role_events.rule_id || ' changed' as reason
from {{ ref('rulebook_role_events') }} as role_events
semi join elsewhere on role_events.rule_id = elsewhere.rule_id
union
-- Without a tranche it left no trace where it was, and outranked others there.
select distinct
    role_events.source,
    role_events.event_name,
    role_events.entity_type,
    'rule ' || role_events.rule_id || ' changed' as reason
from {{ checkpointed('rulebook_role_events') }} as role_events
inner join elsewhere on role_events.rule_id = elsewhere.rule_id
where not elsewhere.had_tranches
