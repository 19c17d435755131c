-- Part of int_entities, which is never built without it. depends_on: {{ ref('int_versions_fingerprint') }}, {{ ref('int_changed_names') }}
{{ config(materialized='ephemeral') }}
{% set standing = entities_that_stand() %}
-- Whom versions make known stands already, where names in interactions are all that changed.
with versions as (
    select * from {{ ref('int_versions') }}
    where {{ not standing }}
),

-- SPEC, Marts: an entity is known when its raw table has it or a standing row names it.
named as (
    select
        entity_type,
        entity_id
    from {{ ref('int_changed_names' if standing else 'int_named_entities') }}
    union
    select
        entity_type,
        entity_id
    from {{ ref('int_adjustments') }}
    union
    select
        'account' as entity_type,
        account_id as entity_id
    from versions
    union
    select
        'contact' as entity_type,
        contact_id as entity_id
    from versions
),

links as (
    select * from {{ ref('int_contact_links') }}
)

-- What merged contacts did makes their survivors known; what was known of themselves does not.
select
    named.entity_type,
    coalesce(links.surviving_contact_id, named.entity_id) as entity_id
from named
left join links on case when named.entity_type = 'contact' then named.entity_id end = links.merged_contact_id
where named.entity_id is not null
union
select
    versions.entity_type,
    versions.entity_id
from versions
left join links on case when versions.entity_type = 'contact' then versions.entity_id end = links.merged_contact_id
where links.merged_contact_id is null
