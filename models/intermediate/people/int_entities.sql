{{ config(meta={'made_of': made_of_people()}) }}

-- depends_on: {{ ref('int_versions_fingerprint') }}, {{ ref('int_changed_names') }}
{% set standing = entities_that_stand() %}
with versions as (
    select * from {{ ref('int_versions') }}
),

-- SPEC, Marts: an entity is known when its raw table has it or a standing row names it.
named as (
    select
        entity_type,
        entity_id
    from {{ ref('int_changed_names' if standing else 'int_named_entities') }}
    {%- if not standing %}
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
    {%- endif %}
),

links as (
    select * from {{ ref('int_contact_links') }}
),

-- What merged contacts did makes their survivors known; what was known of themselves does not.
known as (
    select
        named.entity_type,
        coalesce(links.surviving_contact_id, named.entity_id) as entity_id
    from named
    left join links on case when named.entity_type = 'contact' then named.entity_id end = links.merged_contact_id
    where named.entity_id is not null
    {%- if not standing %}
        union
        select
            versions.entity_type,
            versions.entity_id
        from versions
        left join links on case when versions.entity_type = 'contact' then versions.entity_id end = links.merged_contact_id
        where links.merged_contact_id is null
    {%- endif %}
),

-- Everybody, or whoever comes beside those who stand.
newcomers as (
    select
        known.entity_type,
        known.entity_id
    from known
    {%- if standing %}
    anti join {{ standing }} using (entity_type, entity_id)
    {%- endif %}
),

latest as (
    select
        entity_type,
        entity_id,
        created_at,
        deleted_at,
        closed_at,
        first_updated_at
    from versions
    where is_latest
),

-- Numbers stand for entities in all that is stored: who had one keeps it.
numbered as (
    {{ numbered_entities() }}
),

greatest as (
    select coalesce(max(entity_key), 0) as entity_key from numbered
)

select
    coalesce(numbered.entity_key, cast(greatest.entity_key + row_number() over (
        partition by numbered.entity_key order by newcomers.entity_type, newcomers.entity_id
    ) as integer)) as entity_key,
    newcomers.entity_type,
    newcomers.entity_id,
    latest.created_at,
    coalesce(latest.created_at, latest.first_updated_at) as began_at,
    latest.deleted_at,
    latest.closed_at
from newcomers
cross join greatest
left join numbered on newcomers.entity_type = numbered.entity_type and newcomers.entity_id = numbered.entity_id
left join latest on newcomers.entity_type = latest.entity_type and newcomers.entity_id = latest.entity_id
{%- if standing %}
    union all by name
    select * from {{ standing }}
{%- endif %}
