select
    score_id,
    entity_type,
    entity_id,
    points_before,
    points_after,
    points_moved,
    tier_before,
    tier_after
from movers
order by abs(points_moved) desc, score_id, entity_id
