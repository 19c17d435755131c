{{ config(materialized='view') }}

with versions as (
    select * from {{ ref('int_versions') }}
),

accounts as (
    select * from versions
    where entity_type = 'account'
),

contacts as (
    select * from versions
    where entity_type = 'contact'
),

-- Every entity has its own versions, or one blank stretch over all time.
own as (
    select
        entities.entity_key,
        entities.entity_type,
        entities.entity_id,
        versions.account_id,
        versions.contact_id,
        versions.updated_at,
        coalesce(versions.valid_from, {{ ever_since() }}) as valid_from,
        coalesce(versions.valid_to, {{ for_ever() }}) as valid_to
    from {{ ref('int_entities') }} as entities
    semi join {{ ref('int_changed_attributes') }} as changed on entities.entity_key = changed.entity_key
    left join versions on entities.entity_type = versions.entity_type and entities.entity_id = versions.entity_id
),

-- Spans in which nothing that a rule may read changes: cut at the versions of the opportunity's contact ...
cut_by_contact as (
    select
        own.* replace (
            greatest(own.valid_from, coalesce(contacts.valid_from, own.valid_from)) as valid_from,
            least(own.valid_to, coalesce(contacts.valid_to, own.valid_to)) as valid_to
        ),
        contacts.updated_at as contact_updated_at
    from own
    left join contacts
        on case when own.entity_type = 'opportunity' then own.contact_id end = contacts.entity_id
        and own.valid_from < contacts.valid_to
        and own.valid_to > contacts.valid_from
)

-- ... and of the account.
select
    cut_by_contact.* replace (
        greatest(cut_by_contact.valid_from, coalesce(accounts.valid_from, cut_by_contact.valid_from)) as valid_from,
        least(cut_by_contact.valid_to, coalesce(accounts.valid_to, cut_by_contact.valid_to)) as valid_to
    ),
    accounts.updated_at as account_updated_at
from cut_by_contact
left join accounts
    on case when cut_by_contact.entity_type <> 'account' then cut_by_contact.account_id end = accounts.entity_id
    and cut_by_contact.valid_from < accounts.valid_to
    and cut_by_contact.valid_to > accounts.valid_from
