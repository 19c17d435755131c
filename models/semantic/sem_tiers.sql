-- Every active score's tiers, and one row without a tier for a score that has none.
select
    scores.score_id || '|' || coalesce(tiers.tier, '') as score_tier,
    scores.score_id,
    coalesce(scores.score_name, scores.score_id) as score_name,
    scores.entity_type,
    tiers.tier,
    tiers.tier_rank,
    tiers.tier_rank is not null
    and tiers.tier_rank = max(tiers.tier_rank) over (partition by scores.score_id) as is_highest_tier
from {{ ref('rulebook_scores') }} as scores
left join {{ ref('rulebook_tiers') }} as tiers on scores.score_id = tiers.score_id
where scores.is_active
