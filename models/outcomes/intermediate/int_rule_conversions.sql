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

told as (
    select
        rules.score_id,
        rules.rule_id,
        rules.not_backtestable_because,
        judged.contact_dates,
        judged.conversions,
        case when judged.contact_dates > 0 then coalesce(held.contacts, 0) end as contacts,
        case when judged.contact_dates > 0 then coalesce(held.contact_dates, 0) end as contact_dates_with,
        case when judged.contact_dates > 0 then coalesce(held.conversions, 0) end as conversions_with,
        held.points_held / nullif(sum(held.points_held) over (partition by rules.score_id), 0) as share_of_score
    from rules
    left join judged on rules.backtest_rule_key = judged.backtest_rule_key
    left join held on rules.backtest_rule_key = held.backtest_rule_key
)

select
    score_id,
    rule_id,
    not_backtestable_because,
    cast(contacts as bigint) as contacts,
    cast(contact_dates_with as bigint) as contact_dates_with,
    cast(conversions_with as bigint) as conversions_with,
    cast(contact_dates - contact_dates_with as bigint) as contact_dates_without,
    cast(conversions - conversions_with as bigint) as conversions_without,
    case when contact_dates_with is not null then coalesce(share_of_score, 0) end as share_of_score
from told
where rule_id is not null
