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

-- The row that stands, if any does, and the one after it, which is the first where none stands yet.
said as (
    select
        entity_key,
        score_id,
        max(points) filter (where valid_from <= {{ as_of() }}) as points,
        max(tier) filter (where valid_from <= {{ as_of() }}) as tier,
        max(tier_rank) filter (where valid_from <= {{ as_of() }}) as tier_rank,
        max(tier_since) filter (where valid_from <= {{ as_of() }}) as tier_since,
        min(valid_from) filter (where valid_from > {{ as_of() }}) as next_change_at,
        min_by(points, valid_from) filter (where valid_from > {{ as_of() }}) as next_points,
        min_by(tier, valid_from) filter (where valid_from > {{ as_of() }}) as next_tier
    from {{ history }} as history
    where valid_to is null or valid_to > {{ as_of() }}
    group by entity_key, score_id
)

select
    summed.entity_key,
    summed.score_id,
    said.points,
    cast(coalesce(summed.positive_points, 0) as decimal(18, 2)) as positive_points,
    cast(coalesce(summed.negative_points, 0) as decimal(18, 2)) as negative_points,
    said.tier,
    said.tier_rank,
    said.tier_since,
    summed.last_awarded_at,
    said.next_change_at,
    said.next_points,
    said.next_tier,
    summed.stands_from,
    summed.stands_until
from summed
left join said on summed.entity_key = said.entity_key and summed.score_id = said.score_id
{%- endmacro %}
