{{ config(materialized='view') }}

-- depends_on: {{ ref('int_raw_tables') }}
with contacts as (
    {{ landed_rows('contacts') }}
),

accounts as (
    {{ landed_rows('accounts') }}
),

opportunities as (
    {{ landed_rows('opportunities') }}
)

select
    'contact' as entity_type,
    contact_id as entity_id,
    * exclude (contact_id)
from contacts
union all by name
select
    'account' as entity_type,
    account_id as entity_id,
    *
from accounts
union all by name
select
    'opportunity' as entity_type,
    opportunity_id as entity_id,
    contact_id as named_contact_id,
    * exclude (opportunity_id, contact_id)
from opportunities
