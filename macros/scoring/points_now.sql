{#- What ledger and history say of now, one row an entity and score of the ledger, and between which instants of the ledger that stands. -#}
{% macro points_now(ledger, history) -%}
with entries as (
    select
        *,
        valid_from <= {{ as_of() }} and (valid_to is null or valid_to > valid_from) as has_counted,
        valid_from <= {{ as_of() }} and (valid_to is null or valid_to > {{ as_of() }}) as counts
    from {{ ledger }} as ledger
),

summed as (
    select
        entity_key,
        score_id,
        sum(points) filter (where points > 0 and counts) as positive_points,
        sum(points) filter (where points < 0 and counts) as negative_points,
        max(valid_from) filter (where has_counted) as last_awarded_at,
        greatest(
            max(valid_from) filter (where valid_from <= {{ as_of() }}), max(valid_to) filter (where valid_to <= {{ as_of() }})
        ) as stands_from,
        least(min(valid_from) filter (where valid_from > {{ as_of() }}), min(valid_to) filter (where valid_to > {{ as_of() }})) as stands_until
    from entries
    group by entity_key, score_id
),

standing as (
    select * from {{ history }} as history
    where valid_from <= {{ as_of() }} and (valid_to is null or valid_to > {{ as_of() }})
),

-- The row after the one that stands now, which is the first where none stands yet.
coming_next as (
    select
        entity_key,
        score_id,
        min(valid_from) as next_change_at,
        min_by(points, valid_from) as next_points,
        min_by(tier, valid_from) as next_tier
    from {{ history }} as history
    where valid_from > {{ as_of() }}
    group by entity_key, score_id
)

select
    summed.entity_key,
    summed.score_id,
    standing.points,
    cast(coalesce(summed.positive_points, 0) as decimal(18, 2)) as positive_points,
    cast(coalesce(summed.negative_points, 0) as decimal(18, 2)) as negative_points,
    standing.tier,
    standing.tier_rank,
    standing.tier_since,
    summed.last_awarded_at,
    coming_next.next_change_at,
    coming_next.next_points,
    coming_next.next_tier,
    summed.stands_from,
    summed.stands_until
from summed
left join standing on summed.entity_key = standing.entity_key and summed.score_id = standing.score_id
left join coming_next on summed.entity_key = coming_next.entity_key and summed.score_id = coming_next.score_id
{%- endmacro %}
