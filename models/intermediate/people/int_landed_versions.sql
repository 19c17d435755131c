{{ config(materialized='view') }}

-- depends_on: {{ ref('int_raw_tables') }}
with contacts as (
    {{ landed_versions('contacts') }}
),

accounts as (
    {{ landed_versions('accounts') }}
),

opportunities as (
    {{ landed_versions('opportunities') }}
),

-- Columns win over properties of their names.
versions as (
    select
        'contact' as entity_type,
        contact_id as entity_id,
        account_id,
        cast(null as varchar) as named_contact_id,
        json_merge_patch(coalesce(properties, '{}'), json_object(
            'contact_id', contact_id, 'account_id', account_id, 'email', email, 'job_title', job_title, 'seniority', seniority,
            'country', country, 'lifecycle_stage', lifecycle_stage, 'age', {{ number_text('age') }}
        )) as attributes,
        created_at,
        updated_at,
        deleted_at,
        cast(null as timestamp) as closed_at
    from contacts
    union all
    select
        'account' as entity_type,
        account_id as entity_id,
        account_id,
        cast(null as varchar) as named_contact_id,
        json_merge_patch(coalesce(properties, '{}'), json_object(
            'account_id', account_id, 'name', name, 'industry', industry, 'country', country,
            'employee_count', {{ number_text('employee_count') }}, 'annual_revenue', {{ number_text('annual_revenue') }}
        )) as attributes,
        created_at,
        updated_at,
        deleted_at,
        cast(null as timestamp) as closed_at
    from accounts
    union all
    select
        'opportunity' as entity_type,
        opportunity_id as entity_id,
        account_id,
        contact_id as named_contact_id,
        json_merge_patch(coalesce(properties, '{}'), json_object(
            'opportunity_id', opportunity_id, 'account_id', account_id, 'name', name, 'stage', stage, 'amount', {{ number_text('amount') }},
            'is_won', cast(is_won as varchar)
        )) as attributes,
        created_at,
        updated_at,
        cast(null as timestamp) as deleted_at,
        closed_at
    from opportunities
)

select
    *,
    {{ version_content() }} as content
from versions
