select
    score_id,
    score_name,
    entity_id as contact_id,
    points,
    positive_points,
    negative_points,
    tier,
    tier_rank,
    tier_since,
    last_awarded_at,
    next_change_at,
    next_points,
    next_tier
from {{ ref('entity_scores') }}
where entity_type = 'contact'
