{{ config(materialized='view') }}

-- SPEC, step 3, Occurrences: the n-th and those after it, where the last n of them fall in the days allowed.
with counted as (
    select
        *,
        row_number() over in_order as occurrence,
        lag(occurred_at, min_occurrences - 1) over in_order as first_occurred_at
    from {{ ref('int_ranked_matches') }}
    where min_occurrences > 1
    window in_order as (partition by entity_key, rule_key, is_outranked order by place nulls first)
)

select
    * exclude (is_outranked),
    case when is_outranked then 'outranked' end as suppressed_reason
from {{ ref('int_ranked_matches') }}
where min_occurrences = 1
union all
select
    * exclude (is_outranked, occurrence, first_occurred_at),
    case
        when is_outranked then 'outranked'
        when occurrence < min_occurrences or first_occurred_at <= occurred_at - within_days * interval '1' day then 'below_min_occurrences'
    end as suppressed_reason
from counted
