{#- The targets among some interactions at which a role with conditions on the target is played. -#}
{% macro role_targets(interactions) %}
with role_events as (
    select * from {{ ref('rulebook_role_events') }}
    where has_target_conditions
),

-- Conditions on the target are decided once a target, not once an interaction.
targets as (
    select distinct
        event_key,
        target_type,
        target_id
    from {{ interactions }}
    semi join role_events using (event_key)
),

asked as (
    select
        role_events.rule_id,
        role_events.role,
        role_events.any_group,
        targets.event_key,
        targets.target_type,
        targets.target_id,
        {{ condition_columns() }},
        case conditions.field when 'target_type' then targets.target_type else targets.target_id end as field_text
    from role_events
    {{ asked_conditions('role_events', 'target') }}
    inner join targets on role_events.event_key = targets.event_key
),

met as (
    select
        rule_id,
        role,
        any_group,
        event_key,
        target_type,
        target_id
    from asked
    group by rule_id, role, any_group, event_key, target_type, target_id
    having bool_and({{ condition_holds() }})
)

select
    {{ role_columns('role_events') }},
    role_events.has_detail_conditions,
    met.event_key,
    met.target_type,
    met.target_id
from met
inner join role_events
    on met.rule_id = role_events.rule_id
    and met.role = role_events.role
    and met.any_group = role_events.any_group
    and met.event_key = role_events.event_key
{% endmacro %}
