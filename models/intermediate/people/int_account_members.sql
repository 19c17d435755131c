{{ config(meta={'made_of': made_of_members()}) }}

-- depends_on: {{ ref('int_versions_fingerprint') }}
-- Whose account it was: one row for each stretch that a contact has an account.
with members as (
    select
        members.entity_key as contact_key,
        accounts.entity_key as account_key,
        versions.valid_from,
        versions.valid_to
    from {{ ref('int_versions') }} as versions
    inner join {{ ref('int_entities') }} as members
        on versions.entity_id = members.entity_id and members.entity_type = 'contact'
    inner join {{ ref('int_entities') }} as accounts
        on versions.account_id = accounts.entity_id and accounts.entity_type = 'account'
    where versions.entity_type = 'contact'
)

{{ joined_intervals('members', 'contact_key, account_key') }}
