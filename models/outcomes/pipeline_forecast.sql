with rates as (
    select
        score_id,
        tier,
        sum(conversions) / cast(sum(contacts) as double) as rate,
        {{ wilson_bound('-', 'sum(conversions)', 'sum(contacts)') }} as rate_low,
        {{ wilson_bound('+', 'sum(conversions)', 'sum(contacts)') }} as rate_high
    from {{ ref('tier_performance') }}
    where tier is not null
    group by score_id, tier
),

-- Twice uncertain: how great the rate is, and on which of the deals it falls.
expected as (
    select
        tiers.*,
        rates.rate,
        rates.rate_low,
        rates.rate_high,
        tiers.amount * rates.rate as expected_amount,
        pow(tiers.amount * rates.rate - least(tiers.amount * rates.rate_low, tiers.amount * rates.rate_high), 2) as doubt_below,
        pow(tiers.amount * rates.rate - greatest(tiers.amount * rates.rate_low, tiers.amount * rates.rate_high), 2) as doubt_above,
        pow(1.959963984540054, 2) * tiers.squared_amounts * rates.rate * (1 - rates.rate) as luck
    from {{ ref('int_open_deals_by_tier') }} as tiers
    left join rates on tiers.score_id = rates.score_id and tiers.tier = rates.tier
),

with_totals as (
    select
        *,
        false as is_total
    from expected
    union all by name
    select
        score_id,
        true as is_total,
        sum(opportunities) as opportunities,
        sum(amount) as amount,
        sum(expected_amount) as expected_amount,
        sum(least_amount) filter (where rate is not null) as least_amount,
        sum(most_amount) filter (where rate is not null) as most_amount,
        sum(doubt_below) as doubt_below,
        sum(doubt_above) as doubt_above,
        sum(luck) as luck
    from expected
    group by score_id
)

select
    score_id,
    tier,
    tier_rank,
    is_total,
    cast(opportunities as bigint) as opportunities,
    amount,
    rate,
    rate_low,
    rate_high,
    expected_amount,
    case when expected_amount is not null then greatest(least_amount, expected_amount - sqrt(doubt_below + luck)) end as amount_low,
    case when expected_amount is not null then least(most_amount, expected_amount + sqrt(doubt_above + luck)) end as amount_high
from with_totals
