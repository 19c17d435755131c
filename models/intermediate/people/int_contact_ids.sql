{{ config(materialized='view') }}

-- Whose an id is: the contact's own, and those merged into it.
select
    entity_id as contact_id,
    entity_key as contact_key
from {{ ref('int_entities') }}
where entity_type = 'contact'
union all
select
    links.merged_contact_id as contact_id,
    entities.entity_key as contact_key
from {{ ref('int_contact_links') }} as links
inner join {{ ref('int_entities') }} as entities
    on links.surviving_contact_id = entities.entity_id and entities.entity_type = 'contact'
