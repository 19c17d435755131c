-- The first instant at which anything said that there is such a contact: an interaction, an adjustment, a deal, its creation.
with named as (
    select
        contact_id,
        occurred_at as known_from
    from {{ ref('interactions') }}
    union all
    select
        entity_id as contact_id,
        adjusted_at as known_from
    from {{ ref('int_adjustments') }}
    where entity_type = 'contact'
    union all
    select
        contact_id,
        updated_at as known_from
    from {{ ref('int_versions') }}
    where entity_type = 'opportunity'
    union all
    select
        entity_id as contact_id,
        least(created_at, first_updated_at) as known_from
    from {{ ref('int_versions') }}
    where entity_type = 'contact' and is_latest
),

known as (
    select
        contact_id,
        min(known_from) as known_from
    from named
    group by contact_id
),

first_conversions as (
    select
        contact_id,
        min(converted_at) as converted_at
    from {{ ref('conversions') }}
    group by contact_id
),

latest as (
    select
        entity_id as contact_id,
        first_updated_at
    from {{ ref('int_versions') }}
    where entity_type = 'contact' and is_latest
)

select
    entities.entity_key as contact_key,
    entities.entity_id as contact_id,
    known.known_from,
    latest.first_updated_at,
    first_conversions.converted_at,
    entities.deleted_at
from {{ ref('int_entities') }} as entities
inner join known on entities.entity_id = known.contact_id
left join first_conversions on entities.entity_id = first_conversions.contact_id
left join latest on entities.entity_id = latest.contact_id
where entities.entity_type = 'contact'
