with history as (
    select * from {{ ref('int_history') }}
),

-- SPEC, Marts: every known, not deleted entity has a row for each active score of its type.
scored as (
    select
        entities.entity_key,
        entities.entity_type,
        entities.entity_id,
        scores.score_id,
        scores.score_name,
        scores.resting_points,
        resting_tiers.tier as resting_tier,
        resting_tiers.tier_rank as resting_tier_rank
    from {{ ref('int_entities') }} as entities
    inner join {{ ref('rulebook_scores') }} as scores on entities.entity_type = scores.entity_type and scores.is_active
    left join {{ ref('rulebook_tiers') }} as resting_tiers
        on {{ is_in_tier('scores.score_id', 'scores.resting_points', 'resting_tiers') }}
    where entities.deleted_at is null or entities.deleted_at > {{ as_of() }}
),

standing_now as (
    select * from history
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
    from history
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
    scored.score_id,
    scored.score_name,
    scored.entity_type,
    scored.entity_id,
    coalesce(standing_now.points, scored.resting_points) as points,
    cast(coalesce(ledger.positive_points, 0) as decimal(18, 2)) as positive_points,
    cast(coalesce(ledger.negative_points, 0) as decimal(18, 2)) as negative_points,
    case when standing_now.entity_key is null then scored.resting_tier else standing_now.tier end as tier,
    case when standing_now.entity_key is null then scored.resting_tier_rank else standing_now.tier_rank end as tier_rank,
    standing_now.tier_since,
    ledger.last_awarded_at,
    coming_next.next_change_at,
    coming_next.next_points,
    coming_next.next_tier
from scored
left join standing_now on scored.entity_key = standing_now.entity_key and scored.score_id = standing_now.score_id
left join coming_next on scored.entity_key = coming_next.entity_key and scored.score_id = coming_next.score_id
left join ledger on scored.entity_key = ledger.entity_key and scored.score_id = ledger.score_id
