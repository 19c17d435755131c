with scores as (
    select * from {{ ref('int_standing_scores') }}
),

-- The row after the one that stands now, which is the first where none stands yet.
coming_next as (
    select
        entity_key,
        score_id,
        min(valid_from) as next_change_at,
        min_by(points, valid_from) as next_points,
        min_by(tier, valid_from) as next_tier
    from {{ ref('int_history') }}
    where valid_from > {{ as_of() }}
    group by entity_key, score_id
),

ledger as (
    select
        entity_key,
        score_id,
        sum(points) filter (where points > 0 and (valid_to is null or valid_to > {{ as_of() }})) as positive_points,
        sum(points) filter (where points < 0 and (valid_to is null or valid_to > {{ as_of() }})) as negative_points,
        max(valid_from) as last_awarded_at
    from {{ ref('int_ledger') }}
    where valid_from <= {{ as_of() }} and (valid_to is null or valid_to > valid_from)
    group by entity_key, score_id
)

select
    scores.score_id,
    scores.score_name,
    scores.entity_type,
    scores.entity_id,
    scores.points,
    cast(coalesce(ledger.positive_points, 0) as decimal(18, 2)) as positive_points,
    cast(coalesce(ledger.negative_points, 0) as decimal(18, 2)) as negative_points,
    scores.tier,
    scores.tier_rank,
    scores.tier_since,
    ledger.last_awarded_at,
    coming_next.next_change_at,
    coming_next.next_points,
    coming_next.next_tier
from scores
left join coming_next on scores.entity_key = coming_next.entity_key and scores.score_id = coming_next.score_id
left join ledger on scores.entity_key = ledger.entity_key and scores.score_id = ledger.score_id
