{{ config(meta={'made_of': made_of_versions()}) }}

-- depends_on: {{ ref('int_raw_tables') }}
{% set known_versions = known_versions() %}
with unknown as (
    select * from {{ ref('int_landed_versions') }}
    anti join {{ known_versions }} using (entity_type, entity_id, updated_at, content)
    where {{ not versions_are_read_whole() }}
),

latest as (
    select
        entity_type,
        entity_id,
        updated_at,
        content
    from {{ known_versions }}
    where is_latest
),

compared as (
    select
        unknown.*,
        coalesce(unknown.content = latest.content and unknown.updated_at > latest.updated_at, false) as repeats_latest
    from unknown
    left join latest on unknown.entity_type = latest.entity_type and unknown.entity_id = latest.entity_id
)

select * replace (case when not repeats_latest then attributes end as attributes)
from compared
