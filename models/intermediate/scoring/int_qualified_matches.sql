{{ config(materialized='view') }}

-- SPEC, step 3, Occurrences: the n-th and those after it, where the last n of them fall in the days allowed.
with counted as (
    select
        matches.*,
        rules.min_occurrences,
        rules.within_days,
        row_number() over in_order as occurrence,
        lag(matches.occurred_at, rules.min_occurrences - 1) over in_order as first_occurred_at
    from {{ ref('int_ranked_matches') }} as matches
    inner join {{ ref('rulebook_rules') }} as rules on matches.rule_key = rules.rule_key
    where rules.min_occurrences > 1
    -- Whether it is an anchor is its rule's own: so who asks for anchors alone has no others counted.
    window in_order as (
        partition by matches.entity_key, matches.rule_key, matches.is_anchor, matches.is_outranked order by matches.place nulls first
    )
)

select
    matches.* exclude (is_outranked),
    case when matches.is_outranked then 'outranked' end as suppressed_reason
from {{ ref('int_ranked_matches') }} as matches
inner join {{ ref('rulebook_rules') }} as rules on matches.rule_key = rules.rule_key
where rules.min_occurrences = 1
union all
select
    * exclude (is_outranked, min_occurrences, within_days, occurrence, first_occurred_at),
    case
        when is_outranked then 'outranked'
        when occurrence < min_occurrences or first_occurred_at <= occurred_at - within_days * interval '1' day then 'below_min_occurrences'
    end as suppressed_reason
from counted
