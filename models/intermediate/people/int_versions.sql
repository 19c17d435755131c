{{ config(meta={'made_of': {'raw': ['contacts', 'accounts', 'opportunities', 'contact_merges']}}) }}

with contacts as (
    {{ standing_rows('contacts') }}
),

accounts as (
    {{ standing_rows('accounts') }}
),

opportunities as (
    {{ standing_rows('opportunities') }}
),

-- Columns win over properties of their names.
versions as (
    select
        'contact' as entity_type,
        contact_id as entity_id,
        account_id,
        cast(null as varchar) as contact_id,
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
        cast(null as varchar) as contact_id,
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
        opportunities.opportunity_id as entity_id,
        opportunities.account_id,
        coalesce(links.surviving_contact_id, opportunities.contact_id) as contact_id,
        json_merge_patch(coalesce(opportunities.properties, '{}'), json_object(
            'opportunity_id', opportunities.opportunity_id, 'account_id', opportunities.account_id,
            'contact_id', coalesce(links.surviving_contact_id, opportunities.contact_id),
            'name', opportunities.name, 'stage', opportunities.stage, 'amount', {{ number_text('opportunities.amount') }},
            'is_won', cast(opportunities.is_won as varchar)
        )) as attributes,
        opportunities.created_at,
        opportunities.updated_at,
        cast(null as timestamp) as deleted_at,
        opportunities.closed_at
    from opportunities
    left join {{ ref('int_contact_links') }} as links on opportunities.contact_id = links.merged_contact_id
)

select
    entity_type,
    entity_id,
    account_id,
    contact_id,
    attributes,
    created_at,
    updated_at,
    deleted_at,
    closed_at,
    -- SPEC, Raw tables: the first version also holds for all time before it.
    case when row_number() over by_time = 1 then {{ ever_since() }} else updated_at end as valid_from,
    lead(updated_at, 1, {{ for_ever() }}) over by_time as valid_to,
    lead(updated_at) over by_time is null as is_latest,
    min(updated_at) over (partition by entity_type, entity_id) as first_updated_at
from versions
window by_time as (partition by entity_type, entity_id order by updated_at)
