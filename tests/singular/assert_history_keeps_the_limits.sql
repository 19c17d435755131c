-- No points outside the limits of their score, in the history or now.
with scores as (
    {{ seeded_scores() }}
),

points as (
    select
        score_id,
        entity_type,
        entity_id,
        points
    from {{ tested('score_history') }}
    union all
    select
        score_id,
        entity_type,
        entity_id,
        points
    from {{ tested('entity_scores') }}
)

select points.* from points
inner join scores on points.score_id = scores.score_id
where points.points < scores.min_points or points.points > scores.max_points
