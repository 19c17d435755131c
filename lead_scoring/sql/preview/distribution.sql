-- How many entities have how many points: for each score about twenty equal steps that hold both sides.
with points as (
    select
        score_id,
        unnest([points_before, points_after]) as points,
        unnest(['before', 'after']) as side
    from moves
),

ranges as (
    select
        score_id,
        cast(max(points) - min(points) as double) / 20 as wanted
    from points
    where points is not null
    group by score_id
),

-- Rounded up to 1, 2 or 5 times a power of ten, and at least a point.
decades as (
    select
        score_id,
        wanted,
        power(10, floor(log10(greatest(wanted, 1)))) as decade
    from ranges
),

steps as (
    select
        score_id,
        cast(case
            when wanted <= decade then decade
            when wanted <= 2 * decade then 2 * decade
            when wanted <= 5 * decade then 5 * decade
            else 10 * decade
        end as bigint) as step
    from decades
)

select
    points.score_id,
    steps.step,
    cast(floor(points.points / steps.step) as bigint) * steps.step as from_points,
    count(*) filter (where points.side = 'before') as entities_before,
    count(*) filter (where points.side = 'after') as entities_after
from points
inner join steps on points.score_id = steps.score_id
where points.points is not null
group by points.score_id, steps.step, from_points
order by points.score_id, from_points
