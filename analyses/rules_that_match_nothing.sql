-- Active rules of interactions whose event type, and whose conditions on source, event name, channel and target, no touchpoint seen so far meets.
with rules as (
    select * from {{ ref('rulebook_rules') }}
    where rule_type <> 'attribute' and coalesce(event_type, '') <> 'entity_created'
),

seen as (
    select role_events.rule_id
    from {{ ref('rulebook_role_events') }} as role_events
    inner join {{ ref('int_interactions') }} as interactions
        on role_events.source = interactions.source and role_events.event_name = interactions.event_name
    where role_events.role = 'match' and not role_events.has_target_conditions
    union
    select rule_id from ({{ role_targets(ref('int_interactions')) }}) as targets
    where role = 'match'
)

select
    rule_id,
    rule_name
from rules
where rule_id not in (select seen.rule_id from seen)
order by rule_id
