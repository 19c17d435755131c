-- A current score is the last row of the history that has begun, and what comes next is the first that has not.
with seeded as (
    {{ seeded_scores() }}
),

history as (
    select
        score_id,
        entity_type,
        entity_id,
        max_by(points, valid_from) filter (where valid_from <= {{ as_of() }}) as points_now,
        min(valid_from) filter (where valid_from > {{ as_of() }}) as next_valid_from,
        min_by(points, valid_from) filter (where valid_from > {{ as_of() }}) as points_next
    from {{ tested('score_history') }}
    group by score_id, entity_type, entity_id
),

scores as (
    select * from {{ tested('entity_scores') }}
),

compared as (
    select
        scores.*,
        coalesce(history.points_now, seeded.resting_points) as points_now,
        history.next_valid_from,
        history.points_next
    from scores
    left join seeded on scores.score_id = seeded.score_id
    left join history
        on scores.score_id = history.score_id
        and scores.entity_type = history.entity_type
        and scores.entity_id = history.entity_id
)

select * from compared
where
    points is distinct from points_now
    or next_change_at is distinct from next_valid_from
    or next_points is distinct from points_next
    or next_tier is distinct from case
        when next_change_at is not null then {{ seeded_tier('tier', 'compared.score_id', 'compared.points_next') }}
    end
