{{ config(materialized='view') }}

with reach as (
    select * from {{ ref('int_reach') }}
),

candidates as (
    select
        role_events.*,
        reach.entity_key,
        reach.interaction_id,
        reach.value,
        reach.properties,
        reach.occurred_at
    from reach
    inner join {{ ref('rulebook_role_events') }} as role_events
        on reach.entity_type = role_events.entity_type
        and reach.source = role_events.source
        and reach.event_name = role_events.event_name
    where not role_events.has_touchpoint_conditions
    union all
    select
        targets.* exclude (target_type, target_id),
        reach.entity_key,
        reach.interaction_id,
        reach.value,
        reach.properties,
        reach.occurred_at
    from reach
    inner join {{ ref('int_role_targets') }} as targets
        on reach.entity_type = targets.entity_type
        and reach.source = targets.source
        and reach.event_name = targets.event_name
        and reach.target_type is not distinct from targets.target_type
        and reach.target_id is not distinct from targets.target_id
),

in_window as (
    select * from candidates
    where occurred_at >= counts_from and occurred_at < counts_to
),

-- Conditions on the value and on properties are looked at where a rule asks.
asked as (
    select
        in_window.rule_id,
        in_window.role,
        in_window.any_group,
        in_window.interaction_id,
        conditions.operator,
        conditions.holds_when_not_set,
        conditions.wanted_text,
        conditions.wanted_pattern,
        conditions.wanted_values,
        conditions.low,
        conditions.high,
        {{ detail_field('in_window', 'conditions.field') }} as field_text
    from in_window
    inner join {{ ref('rulebook_conditions') }} as conditions
        on in_window.rule_id = conditions.rule_id
        and in_window.role = conditions.role
        and in_window.any_group = conditions.any_group
    where in_window.has_detail_conditions and conditions.level = 'detail'
),

unmet as (
    select distinct
        rule_id,
        role,
        any_group,
        interaction_id
    from asked
    where not {{ condition_holds() }}
),

detailed as (
    select in_window.* from in_window
    where not in_window.has_detail_conditions
    union all
    select in_window.* from in_window
    anti join unmet using (rule_id, role, any_group, interaction_id)
    where in_window.has_detail_conditions
),

-- Attributes are those that held when the interaction occurred.
matches as (
    select * from detailed
    where not has_attribute_conditions
    union all
    select detailed.* from detailed
    inner join {{ ref('int_attribute_intervals') }} as intervals
        on detailed.rule_id = intervals.rule_id
        and detailed.any_group = intervals.any_group
        and detailed.entity_key = intervals.entity_key
        and detailed.occurred_at >= intervals.valid_from
        and detailed.occurred_at < intervals.valid_to
    where detailed.has_attribute_conditions
)

select
    entity_key,
    rule_id,
    role,
    interaction_id,
    occurred_at
from matches
where not has_alternatives
union all
select distinct
    entity_key,
    rule_id,
    role,
    interaction_id,
    occurred_at
from matches
where has_alternatives
union all
select
    entity_key,
    rule_id,
    'match' as role,
    cast(null as varchar) as interaction_id,
    created_at as occurred_at
from {{ ref('int_created_entities') }}
