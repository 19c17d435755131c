with by_day as (
    select
        score_id,
        tier,
        cast(moved_at as date) as day,
        sum(enters) as entered,
        sum(leaves) as has_left
    from {{ ref('int_tier_moves') }}
    group by score_id, tier, cast(moved_at as date)
),

-- Every day from a score's first move on, for all of its tiers.
days as (
    select
        score_id,
        cast(unnest(generate_series(min(day), cast({{ as_of() }} as date), interval '1' day)) as date) as day
    from by_day
    group by score_id
)

select
    tiers.score_id,
    tiers.tier,
    tiers.tier_rank,
    days.day,
    cast(sum(coalesce(by_day.entered - by_day.has_left, 0)) over (
        partition by tiers.score_id, tiers.tier order by days.day
    ) as bigint) as entities,
    cast(coalesce(by_day.entered, 0) as bigint) as entered,
    cast(coalesce(by_day.has_left, 0) as bigint) as "left"
from {{ ref('rulebook_tiers') }} as tiers
inner join days on tiers.score_id = days.score_id
left join by_day on tiers.score_id = by_day.score_id and tiers.tier = by_day.tier and days.day = by_day.day
