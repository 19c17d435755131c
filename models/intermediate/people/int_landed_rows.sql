{{ config(materialized='view') }}

-- depends_on: {{ ref('int_raw_tables') }}
with contacts as (
    select
        'contact' as entity_type,
        contact_id as entity_id,
        * exclude (contact_id)
    from ({{ landed_rows('contacts') }}) as landed
),

accounts as (
    select
        'account' as entity_type,
        account_id as entity_id,
        *
    from ({{ landed_rows('accounts') }}) as landed
),

opportunities as (
    select
        'opportunity' as entity_type,
        opportunity_id as entity_id,
        contact_id as named_contact_id,
        * exclude (opportunity_id, contact_id)
    from ({{ landed_rows('opportunities') }}) as landed
)

-- Columns of one name are one column: sqlfluff counts them instead.
select * from contacts -- noqa: AM07
union all by name
select * from accounts
union all by name
select * from opportunities
