-- Both ends of each range written in the seed belong to its tier; between two ranges, and below the lowest, the lower tier holds.
with ranges as (
    select
        score_id,
        tier,
        cast(min_points as decimal(18, 2)) as min_points,
        cast(max_points as decimal(18, 2)) as max_points
    from {{ ref('score_tiers') }}
),

-- The tier with the next lower bound, itself where there is none.
below as (
    select
        ranges.score_id,
        ranges.min_points,
        coalesce(max_by(lower_ranges.tier, coalesce(lower_ranges.min_points, -1000000000000000)), ranges.tier) as tier
    from ranges
    left join ranges as lower_ranges
        on ranges.score_id = lower_ranges.score_id
        and coalesce(lower_ranges.min_points, -1000000000000000) < ranges.min_points
    group by ranges.score_id, ranges.min_points, ranges.tier
),

boundaries as (
    select
        score_id,
        min_points as points,
        tier
    from ranges
    union
    select
        score_id,
        max_points as points,
        tier
    from ranges
    union
    select
        score_id,
        min_points - 0.01 as points,
        tier
    from below
),

compared as (
    select
        boundaries.score_id,
        boundaries.points,
        boundaries.tier as expected_tier,
        count(*) filter (where tiers.tier = boundaries.tier) as right_tiers,
        count(tiers.tier) as tiers
    from boundaries
    left join {{ ref('rulebook_tiers') }} as tiers on {{ is_in_tier('boundaries.score_id', 'boundaries.points', 'tiers') }}
    where boundaries.points is not null
    group by boundaries.score_id, boundaries.points, boundaries.tier
)

select * from compared
where right_tiers <> 1 or tiers <> 1
