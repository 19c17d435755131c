select
    score_id,
    score_name,
    entity_type,
    entity_id,
    points,
    cast(positive_points as decimal(18, 2)) as positive_points,
    cast(negative_points as decimal(18, 2)) as negative_points,
    tier,
    tier_rank,
    tier_since,
    last_awarded_at,
    next_change_at,
    next_points,
    next_tier
from {{ ref('int_standing_scores') }}
