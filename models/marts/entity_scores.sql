-- SPEC, Marts: every known, not deleted entity has a row for each active score of its type.
with scored as (
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

kept as (
    select * from {{ ref('int_points_now') }}
    where {{ stands() }}
),

outdated as (
    select
        entity_key,
        score_id
    from {{ ref('int_points_now') }}
    where not {{ stands() }}
),

-- What the last build said and time has changed since is said again.
renewed as (
    {{ points_now(
        '(select * from ' ~ ref('int_ledger') ~ ' semi join outdated using (entity_key, score_id))',
        '(select * from ' ~ ref('int_history') ~ ' semi join outdated using (entity_key, score_id))',
    ) | indent }}
)

select
    scored.score_id,
    scored.score_name,
    scored.entity_type,
    scored.entity_id,
    coalesce(kept.points, renewed.points, scored.resting_points) as points,
    cast(coalesce(kept.positive_points, renewed.positive_points, 0) as decimal(18, 2)) as positive_points,
    cast(coalesce(kept.negative_points, renewed.negative_points, 0) as decimal(18, 2)) as negative_points,
    case when coalesce(kept.points, renewed.points) is null then scored.resting_tier else coalesce(kept.tier, renewed.tier) end as tier,
    case
        when coalesce(kept.points, renewed.points) is null then scored.resting_tier_rank
        else coalesce(kept.tier_rank, renewed.tier_rank)
    end as tier_rank,
    coalesce(kept.tier_since, renewed.tier_since) as tier_since,
    coalesce(kept.last_awarded_at, renewed.last_awarded_at) as last_awarded_at,
    coalesce(kept.next_change_at, renewed.next_change_at) as next_change_at,
    coalesce(kept.next_points, renewed.next_points) as next_points,
    coalesce(kept.next_tier, renewed.next_tier) as next_tier
from scored
left join kept on scored.entity_key = kept.entity_key and scored.score_id = kept.score_id
left join renewed on scored.entity_key = renewed.entity_key and scored.score_id = renewed.score_id
