with contacts as (
    select * from {{ ref('int_backtest_contacts') }}
),

entries as (
    select
        entities.entity_key as contact_key,
        rules.backtest_rule_key,
        rules.reads_contact,
        rules.reads_account,
        ledger.points,
        ledger.valid_from,
        coalesce(ledger.valid_to, {{ for_ever() }}) as valid_to
    from {{ ref('score_ledger') }} as ledger
    inner join {{ ref('int_backtest_rules') }} as rules
        on ledger.score_id = rules.score_id and ledger.rule_id is not distinct from rules.rule_id
    inner join {{ ref('int_entities') }} as entities
        on ledger.entity_id = entities.entity_id and entities.entity_type = 'contact'
    where rules.not_backtestable_because is null
),

-- What counted just before the date: nothing of the date's own instant has occurred yet.
standing as (
    select
        dates.backtest_date,
        entries.* exclude (valid_from, valid_to)
    from entries
    inner join {{ ref('backtest_dates') }} as dates
        on entries.valid_from < dates.backtest_date and entries.valid_to >= dates.backtest_date
    where dates.is_complete
)

-- A rule that reads what was not known yet is left out.
select
    standing.backtest_date,
    standing.contact_key,
    standing.backtest_rule_key,
    cast(sum(standing.points) as decimal(18, 2)) as points
from standing
inner join contacts
    on standing.backtest_date = contacts.backtest_date
    and standing.contact_key = contacts.contact_key
    and (not standing.reads_contact or contacts.is_contact_readable)
    and (not standing.reads_account or contacts.is_account_readable)
group by standing.backtest_date, standing.contact_key, standing.backtest_rule_key
