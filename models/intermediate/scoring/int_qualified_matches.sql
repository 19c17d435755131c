{{ config(materialized='view') }}

with matches as (
    select
        matches.entity_key,
        matches.rule_id,
        matches.interaction_id,
        matches.occurred_at,
        rules.score_id,
        rules.rule_type,
        rules.exclusive_group,
        rules.priority,
        rules.min_occurrences,
        rules.within_days
    from {{ ref('int_role_matches') }} as matches
    inner join {{ ref('rulebook_rules') }} as rules on matches.rule_id = rules.rule_id
    where matches.role = 'match'
),

-- SPEC, step 2, Precedence: for interaction rules alone.
ranked as (
    select
        *,
        false as is_outranked
    from matches
    where exclusive_group is null or rule_type <> 'interaction'
    union all
    select
        *,
        priority > min(priority) over (partition by entity_key, score_id, exclusive_group, interaction_id) as is_outranked
    from matches
    where exclusive_group is not null and rule_type = 'interaction'
),

-- Step 3, Occurrences: the n-th and those after it, where the last n of them fall in the days allowed.
counted as (
    select
        *,
        row_number() over in_order as occurrence,
        lag(occurred_at, min_occurrences - 1) over in_order as first_occurred_at
    from ranked
    where min_occurrences > 1
    window in_order as (partition by entity_key, rule_id, is_outranked order by occurred_at, interaction_id nulls first)
)

select
    entity_key,
    rule_id,
    rule_type,
    interaction_id,
    occurred_at,
    case when is_outranked then 'outranked' end as suppressed_reason
from ranked
where min_occurrences = 1
union all
select
    entity_key,
    rule_id,
    rule_type,
    interaction_id,
    occurred_at,
    case
        when is_outranked then 'outranked'
        when occurrence < min_occurrences or first_occurred_at <= occurred_at - within_days * interval '1' day then 'below_min_occurrences'
    end as suppressed_reason
from counted
