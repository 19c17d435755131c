-- Active rules of interactions whose event type, and whose conditions on source, event name, channel and target, no touchpoint seen so far meets.
with rules as (
    select * from {{ ref('rulebook_rules') }}
    where rule_type <> 'attribute' and coalesce(event_type, '') <> 'entity_created'
),

touchpoints as (
    select distinct
        source,
        event_name,
        target_type,
        target_id
    from {{ ref('int_interactions') }}
),

keyed as (
    select
        role_events.event_key,
        touchpoints.target_type,
        touchpoints.target_id
    from touchpoints
    inner join {{ ref('rulebook_role_events') }} as role_events
        on touchpoints.source = role_events.source and touchpoints.event_name = role_events.event_name
),

seen as (
    select role_events.rule_id
    from {{ ref('rulebook_role_events') }} as role_events
    semi join keyed on role_events.event_key = keyed.event_key
    where role_events.role = 'match' and not role_events.has_target_conditions
    union
    select rule_id from ({{ role_targets('keyed') }}) as targets
    where role = 'match'
)

select
    rule_id,
    rule_name
from rules
where rule_id not in (select seen.rule_id from seen)
order by rule_id
