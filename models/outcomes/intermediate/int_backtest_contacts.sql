with versions as (
    select * from {{ ref('int_versions') }}
),

-- Known before the date, neither deleted nor converted before it.
at_dates as (
    select
        dates.backtest_date,
        contacts.contact_key,
        contacts.contact_id,
        case when contacts.converted_at < dates.window_end_at then contacts.converted_at end as converted_at,
        coalesce(contacts.first_updated_at < dates.backtest_date, true) as is_contact_readable
    from {{ ref('int_outcome_contacts') }} as contacts
    inner join {{ ref('backtest_dates') }} as dates
        on contacts.known_from < dates.backtest_date
        and coalesce(contacts.converted_at, {{ for_ever() }}) >= dates.backtest_date
        and coalesce(contacts.deleted_at, {{ for_ever() }}) >= dates.backtest_date
    where dates.is_complete
),

-- From when until when a contact belonged, or had belonged, to an account of which no version was there yet.
blind as (
    select distinct
        members.entity_id as contact_id,
        members.updated_at as member_at,
        accounts.first_updated_at as account_known_at
    from versions as members
    inner join versions as accounts
        on members.account_id = accounts.entity_id
        and members.entity_type = 'contact'
        and accounts.entity_type = 'account'
        and accounts.is_latest
        and members.updated_at < accounts.first_updated_at
),

blind_at_dates as (
    select distinct
        at_dates.backtest_date,
        at_dates.contact_key
    from at_dates
    inner join blind
        on at_dates.contact_id = blind.contact_id
        and at_dates.backtest_date > blind.member_at
        and at_dates.backtest_date <= blind.account_known_at
)

select
    at_dates.*,
    at_dates.is_contact_readable and blind_at_dates.contact_key is null as is_account_readable
from at_dates
left join blind_at_dates
    on at_dates.backtest_date = blind_at_dates.backtest_date and at_dates.contact_key = blind_at_dates.contact_key
