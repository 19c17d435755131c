-- The rules' points of an entity and score add up to its positive and negative points.
with by_rule as (
    select
        score_id,
        entity_type,
        entity_id,
        sum(points) as points
    from {{ tested('score_breakdown') }}
    group by score_id, entity_type, entity_id
),

scores as (
    select
        score_id,
        entity_type,
        entity_id,
        positive_points + negative_points as points
    from {{ tested('entity_scores') }}
)

select
    score_id,
    entity_type,
    entity_id,
    by_rule.points as points_by_rule,
    scores.points as points_of_score
from by_rule
full outer join scores using (score_id, entity_type, entity_id)
where scores.points is null or coalesce(by_rule.points, 0) <> scores.points
