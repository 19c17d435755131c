with contacts as (
    select * from {{ ref('int_backtest_contacts') }}
),

rules as (
    select * from {{ ref('int_backtest_rules') }}
),

by_what_was_known as (
    select
        is_contact_readable,
        is_account_readable,
        count(*) as contact_dates,
        count(converted_at) as conversions
    from contacts
    group by is_contact_readable, is_account_readable
),

-- A rule is judged by the contacts and dates of which was known what it reads.
judged as (
    select
        rules.backtest_rule_key,
        sum(by_what_was_known.contact_dates) as contact_dates,
        sum(by_what_was_known.conversions) as conversions
    from rules
    inner join by_what_was_known
        on (not rules.reads_contact or by_what_was_known.is_contact_readable)
        and (not rules.reads_account or by_what_was_known.is_account_readable)
    where rules.not_backtestable_because is null
    group by rules.backtest_rule_key
),

held as (
    select
        awards.backtest_rule_key,
        count(distinct awards.contact_key) as contacts,
        count(*) as contact_dates,
        count(contacts.converted_at) as conversions,
        cast(sum(abs(awards.points)) as double) as points_held
    from {{ ref('int_backtest_awards') }} as awards
    inner join contacts
        on awards.backtest_date = contacts.backtest_date and awards.contact_key = contacts.contact_key
    group by awards.backtest_rule_key
),

compared as (
    select
        rules.score_id,
        rules.rule_id,
        rules.not_backtestable_because,
        judged.contact_dates as all_dates,
        judged.conversions as all_conversions,
        case when judged.contact_dates > 0 then coalesce(held.contacts, 0) end as contacts,
        case when judged.contact_dates > 0 then coalesce(held.contact_dates, 0) end as dates_with,
        case when judged.contact_dates > 0 then coalesce(held.conversions, 0) end as conversions_with,
        held.points_held / nullif(sum(held.points_held) over (partition by rules.score_id), 0) as share_of_score
    from rules
    left join judged on rules.backtest_rule_key = judged.backtest_rule_key
    left join held on rules.backtest_rule_key = held.backtest_rule_key
),

rates as (
    select
        *,
        all_dates - dates_with as dates_without,
        all_conversions - conversions_with as conversions_without,
        conversions_with / nullif(cast(dates_with as double), 0) as rate_with,
        (all_conversions - conversions_with) / nullif(cast(all_dates - dates_with as double), 0) as rate_without,
        all_conversions / nullif(cast(all_dates as double), 0) as base_rate
    from compared
)

select
    rates.rule_id,
    rulebook_rules.rule_name,
    rates.score_id,
    rulebook_rules.points,
    rates.not_backtestable_because,
    cast(rates.contacts as bigint) as contacts,
    cast(rates.dates_with as bigint) as contact_dates_with,
    cast(rates.conversions_with as bigint) as conversions_with,
    rates.rate_with,
    cast(rates.dates_without as bigint) as contact_dates_without,
    cast(rates.conversions_without as bigint) as conversions_without,
    rates.rate_without,
    rates.rate_with / nullif(rates.base_rate, 0) as lift,
    -- Half a case is added to each cell, so that a rule without conversions has odds too.
    case
        when rates.dates_with > 0 and rates.dates_without > 0
            then ln((rates.conversions_with + 0.5) / (rates.dates_with - rates.conversions_with + 0.5))
                - ln((rates.conversions_without + 0.5) / (rates.dates_without - rates.conversions_without + 0.5))
    end as log_odds,
    case when rates.dates_with is not null then coalesce(rates.share_of_score, 0) end as share_of_score
from rates
inner join {{ ref('rulebook_rules') }} as rulebook_rules on rates.rule_id = rulebook_rules.rule_id
