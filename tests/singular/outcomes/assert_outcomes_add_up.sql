{{ config(tags=['outcomes']) }}

-- Every score is judged by all contacts of a date, its tiers divide them, and no rule is judged by more.
with scores as (
    select
        score_id,
        backtest_date,
        contacts,
        conversions
    from {{ ref('score_quality') }}
),

everybody as (
    select
        backtest_date,
        count(*) as contacts,
        count(converted_at) as conversions
    from {{ ref('int_backtest_contacts') }}
    group by backtest_date
),

of_everybody as (
    select
        scores.score_id,
        everybody.*
    from everybody
    inner join scores on everybody.backtest_date = scores.backtest_date
),

tiers as (
    select
        score_id,
        backtest_date,
        cast(sum(contacts) as bigint) as contacts,
        cast(sum(conversions) as bigint) as conversions
    from {{ ref('tier_performance') }}
    group by score_id, backtest_date
),

all_dates as (
    select
        score_id,
        sum(contacts) as contacts,
        sum(conversions) as conversions
    from scores
    group by score_id
),

rules as (
    select
        rules.rule_id,
        rules.contact_dates_with + rules.contact_dates_without > all_dates.contacts
        or rules.conversions_with + rules.conversions_without > all_dates.conversions
        or rules.conversions_with > rules.contact_dates_with
        or rules.contacts > rules.contact_dates_with as is_too_many
    from {{ ref('rule_performance') }} as rules
    inner join all_dates on rules.score_id = all_dates.score_id
)

select
    'tiers' as what,
    differing.score_id as id
from ({{ differences('scores', 'tiers') }}) as differing
union all
select
    'contacts' as what,
    differing.score_id as id
from ({{ differences('scores', 'of_everybody') }}) as differing
union all
select
    'rules' as what,
    rule_id as id
from rules
where is_too_many
