{{ config(materialized='view') }}

-- Who plays which role: by the name of the event alone, by the target as well, or by value and properties.
with candidates as (
    select
        {{ role_columns('role_events') }},
        reach.entity_key,
        reach.place,
        reach.occurred_at
    from {{ ref('int_reach') }} as reach
    inner join {{ ref('rulebook_role_events') }} as role_events
        on reach.event_key = role_events.event_key
    where not role_events.has_target_conditions and not role_events.has_detail_conditions
    union all
    select
        {{ role_columns('targets') }},
        reach.entity_key,
        reach.place,
        reach.occurred_at
    from {{ ref('int_reach') }} as reach
    inner join {{ ref('int_role_targets') }} as targets
        on reach.event_key = targets.event_key
        and reach.target_type is not distinct from targets.target_type
        and reach.target_id is not distinct from targets.target_id
    where not targets.has_detail_conditions
    union all
    select
        {{ role_columns('details') }},
        reach.entity_key,
        reach.place,
        reach.occurred_at
    from {{ ref('int_reach') }} as reach
    inner join {{ ref('int_role_details') }} as details
        on reach.interaction_id = details.interaction_id and reach.event_key = details.event_key
),

intervals as (
    select * from {{ ref('int_attribute_intervals') }}
    semi join {{ ref('int_scored_entities') }} using (entity_key)
)

-- Attributes are those that held when the interaction occurred; the intervals of a group of conditions do not overlap. Only a role
-- with conditions on attributes looks for one.
select
    candidates.entity_key,
    candidates.rule_key,
    candidates.role,
    candidates.place,
    candidates.has_alternatives,
    candidates.occurred_at
from candidates
left join intervals
    on case when candidates.has_attribute_conditions then candidates.rule_id end = intervals.rule_id
    and candidates.any_group = intervals.any_group
    and candidates.entity_key = intervals.entity_key
    and candidates.occurred_at >= intervals.valid_from
    and candidates.occurred_at < intervals.valid_to
where
    candidates.occurred_at >= candidates.counts_from
    and candidates.occurred_at < candidates.counts_to
    and (not candidates.has_attribute_conditions or intervals.rule_id is not null)
