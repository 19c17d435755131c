-- The rules' points of an entity and score add up to its positive and negative points.
with tested as (
    {{ tested_entities() }}
),

by_rule as (
    select
        score_id,
        entity_type,
        entity_id,
        sum(points) as points
    from {{ ref('score_breakdown') }}
    semi join tested using (entity_type, entity_id)
    group by score_id, entity_type, entity_id
),

scores as (
    select
        score_id,
        entity_type,
        entity_id,
        positive_points + negative_points as points
    from {{ ref('entity_scores') }}
    semi join tested using (entity_type, entity_id)
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
