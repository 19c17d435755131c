{{ config(meta={'made_of': made_of_people()}) }}

-- Whoever stands, and those who come beside them. depends_on: {{ ref('int_versions_fingerprint') }}, {{ ref('int_changed_names') }}
{% set standing = entities_that_stand() %}
with newcomers as (
    select
        known.entity_type,
        known.entity_id
    from {{ ref('int_known_entities') }} as known
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
    from {{ ref('int_versions') }}
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
