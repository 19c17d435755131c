with tiers as (
    select
        score_id,
        tier,
        tier_rank,
        backtest_date,
        count(*) as contacts,
        count(*) filter (where converted) as conversions,
        median(date_diff('microsecond', cast(backtest_date as timestamp), converted_at) / 86400000000.0) as median_days_to_conversion
    from {{ ref('score_backtest') }}
    group by score_id, tier, tier_rank, backtest_date
)

select
    score_id,
    tier,
    tier_rank,
    backtest_date,
    contacts,
    conversions,
    conversions / cast(contacts as double) as rate,
    {{ wilson_bound('-', 'conversions', 'contacts') }} as rate_low,
    {{ wilson_bound('+', 'conversions', 'contacts') }} as rate_high,
    cast(median_days_to_conversion as double) as median_days_to_conversion
from tiers
