{{ config(meta={'made_of': made_of_versions()}) }}

-- depends_on: {{ ref('int_raw_tables') }}, {{ ref('int_landed_versions') }}
{% set known_versions = known_versions() %}
with unknown as (
    select * from {{ ref('int_landed_rows') }}
    anti join {{ known_versions }} using (entity_type, entity_id, updated_at, row_hash)
    where {{ not versions_are_read_whole() }}
),

latest as (
    select
        entity_type,
        entity_id,
        updated_at,
        row_hash,
        content
    from {{ known_versions }}
    where is_latest
),

compared as (
    select
        unknown.*,
        latest.content,
        coalesce(unknown.row_hash = latest.row_hash and unknown.updated_at > latest.updated_at, false) as repeats_latest
    from unknown
    left join latest on unknown.entity_type = latest.entity_type and unknown.entity_id = latest.entity_id
),

-- A row that repeats the latest version need not be read any further.
versions as (
    select
        entity_type,
        entity_id,
        updated_at,
        row_hash,
        account_id,
        named_contact_id,
        case when not repeats_latest then {{ version_attributes() }} end as attributes,
        created_at,
        deleted_at,
        closed_at,
        content,
        repeats_latest
    from compared
)

select * replace (case when repeats_latest then content else {{ version_content() }} end as content)
from versions
