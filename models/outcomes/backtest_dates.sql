{%- set asked = backtest_dates_asked() -%}

with happened as (
    select occurred_at as happened_at from {{ ref('interactions') }}
    where occurred_at <= {{ as_of() }}
    union all
    select converted_at as happened_at from {{ ref('conversions') }}
),

-- The data end with the last day on which anything happened, or now.
span as (
    select
        min(happened_at) as data_start_at,
        least(date_trunc('day', max(happened_at)) + interval '1' day, {{ as_of() }}) as data_end_at
    from happened
    having count(*) > 0
),

dates as (
    {% if asked %}
        select distinct unnest([{{ asked | join(', ') }}]) as backtest_date
    {% else %}
        -- The months in which anything happened; before the first of them there is nothing to look back at.
        select distinct cast(date_trunc('month', happened_at) as date) as backtest_date from happened
        where date_trunc('month', happened_at) > (select span.data_start_at from span)
    {% endif %}
)

select
    dates.backtest_date,
    dates.backtest_date + {{ conversion_window_days() }} * interval '1' day as window_end_at,
    span.data_end_at,
    dates.backtest_date + {{ conversion_window_days() }} * interval '1' day <= span.data_end_at as is_complete
from dates
cross join span
