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

candidates as (
    select
        role_events.*,
        targets.target_type,
        targets.target_id
    from role_events
    inner join targets on role_events.event_key = targets.event_key
),

asked as (
    select
        candidates.*,
        {{ condition_columns() }},
        case conditions.field when 'target_type' then candidates.target_type else candidates.target_id end as field_text
    from candidates
    {{ asked_conditions('candidates', 'target') }}
),

unmet as (
    select distinct
        rule_id,
        role,
        any_group,
        event_key,
        target_type,
        target_id
    from asked
    where not {{ condition_holds() }}
)

select
    {{ role_columns('candidates') }},
    candidates.has_detail_conditions,
    candidates.event_key,
    candidates.target_type,
    candidates.target_id
from candidates
left join unmet
    on candidates.rule_id = unmet.rule_id
    and candidates.role = unmet.role
    and candidates.any_group = unmet.any_group
    and candidates.event_key = unmet.event_key
    and candidates.target_type is not distinct from unmet.target_type
    and candidates.target_id is not distinct from unmet.target_id
where unmet.rule_id is null
{% endmacro %}
