{{ config(materialized='view') }}

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

standing_now as (
    select * from {{ ref('int_history') }}
    where valid_from <= {{ as_of() }} and (valid_to is null or valid_to > {{ as_of() }})
)

select
    scored.entity_key,
    scored.entity_type,
    scored.entity_id,
    scored.score_id,
    scored.score_name,
    coalesce(standing_now.points, scored.resting_points) as points,
    case when standing_now.entity_key is null then scored.resting_tier else standing_now.tier end as tier,
    case when standing_now.entity_key is null then scored.resting_tier_rank else standing_now.tier_rank end as tier_rank,
    standing_now.tier_since
from scored
left join standing_now on scored.entity_key = standing_now.entity_key and scored.score_id = standing_now.score_id
