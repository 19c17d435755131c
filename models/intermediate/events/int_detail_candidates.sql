{{ config(materialized='view') }}

-- Interactions about whose value or properties a role asks, and whose target it does not rule out.
{% set reach = ref('int_reach') %}
with events as (
    select * from {{ ref('rulebook_role_events') }}
    where has_detail_conditions
),

-- Those that count for anybody whom scoring looks at.
{% if not everything_is_affected() %}
    reached as (
        select reach.interaction_id from {{ reach }} as reach
        semi join events using (event_key)
    ),
{% endif %}

interactions as (
    select * from {{ ref('int_interactions') }}
    semi join events using (source, event_name)
    {{ 'semi join reached using (interaction_id)' if not everything_is_affected() }}
)

select
    events.rule_id,
    events.role,
    events.any_group,
    events.event_key,
    interactions.interaction_id,
    interactions.value,
    interactions.properties
from interactions
inner join events on interactions.source = events.source and interactions.event_name = events.event_name
left join {{ ref('int_role_targets') }} as targets
    on events.rule_id = targets.rule_id
    and events.role = targets.role
    and events.any_group = targets.any_group
    and events.event_key = targets.event_key
    and interactions.target_type is not distinct from targets.target_type
    and interactions.target_id is not distinct from targets.target_id
where not events.has_target_conditions or targets.rule_id is not null
