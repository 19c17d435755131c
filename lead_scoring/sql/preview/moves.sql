-- Every entity and score on either side, as of the same instant: what all other figures are counted from.
create temp table moves as
select
    coalesce(score_before.score_id, score_after.score_id) as score_id,
    coalesce(score_before.entity_type, score_after.entity_type) as entity_type,
    coalesce(score_before.entity_id, score_after.entity_id) as entity_id,
    score_before.score_id is not null as is_before,
    score_after.score_id is not null as is_after,
    score_before.points as points_before,
    score_after.points as points_after,
    coalesce(score_after.points, 0) - coalesce(score_before.points, 0) as points_moved,
    score_before.tier as tier_before,
    score_after.tier as tier_after,
    score_before.tier_rank as rank_before,
    score_after.tier_rank as rank_after,
    score_before.score_name as name_before,
    score_after.score_name as name_after
from before.entity_scores as score_before
full join after.entity_scores as score_after
    on score_before.score_id = score_after.score_id
    and score_before.entity_type = score_after.entity_type
    and score_before.entity_id = score_after.entity_id
