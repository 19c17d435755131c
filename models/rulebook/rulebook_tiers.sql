with tiers as (
    select
        score_id,
        tier,
        cast(min_points as decimal(18, 2)) as min_points
    from {{ checked_seed('score_tiers') }}
)

-- A tier holds from its min_points up to the next one's; the lowest takes all below as well.
select
    score_id,
    tier,
    cast(row_number() over by_points as integer) as tier_rank,
    case when row_number() over by_points > 1 then min_points end as from_points,
    lead(min_points) over by_points as below_points
from tiers
window by_points as (partition by score_id order by min_points nulls first)
