with scores as (
    select
        score_id,
        score_name,
        entity_type,
        cast(min_points as decimal(18, 2)) as min_points,
        cast(max_points as decimal(18, 2)) as max_points,
        cast(is_active as boolean) as is_active
    from {{ checked_seed('scores') }}
)

select
    *,
    -- Stands for the score within one build, where its id would be slow.
    cast(row_number() over (order by score_id) as integer) as score_key,
    -- What a score without entries is worth: 0 held within its limits.
    cast(greatest(least(0, max_points), min_points) as decimal(18, 2)) as resting_points
from scores
