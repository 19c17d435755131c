-- Each row of the history differs in points from the row that ends where it begins, the first one from the resting value.
with scores as (
    {{ seeded_scores() }}
),

history as (
    select * from {{ tested('score_history') }}
)

select
    history.score_id,
    history.entity_type,
    history.entity_id,
    history.valid_from,
    history.points
from history
inner join scores on history.score_id = scores.score_id
left join history as earlier
    on history.score_id = earlier.score_id
    and history.entity_type = earlier.entity_type
    and history.entity_id = earlier.entity_id
    and history.valid_from = earlier.valid_to
where history.points = coalesce(earlier.points, scores.resting_points)
