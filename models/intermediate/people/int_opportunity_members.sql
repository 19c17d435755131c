{{ config(meta={'made_of': made_of_members()}) }}

-- depends_on: {{ ref('int_versions_fingerprint') }}
-- Which contact an opportunity had, from its creation until it was closed.
with members as (
    select
        contacts.entity_key as contact_key,
        opportunities.entity_key as opportunity_key,
        greatest(versions.valid_from, coalesce(opportunities.created_at, {{ ever_since() }})) as valid_from,
        least(versions.valid_to, coalesce(opportunities.closed_at, {{ for_ever() }})) as valid_to
    from {{ ref('int_versions') }} as versions
    inner join {{ ref('int_entities') }} as opportunities
        on versions.entity_id = opportunities.entity_id and opportunities.entity_type = 'opportunity'
    inner join {{ ref('int_entities') }} as contacts
        on versions.contact_id = contacts.entity_id and contacts.entity_type = 'contact'
    where versions.entity_type = 'opportunity'
),

stretches as (
    select * from members
    where valid_from < valid_to
)

{{ joined_intervals('stretches', 'contact_key, opportunity_key') }}
