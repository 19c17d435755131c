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
        latest.content as latest_content,
        coalesce(unknown.updated_at > latest.updated_at, false) as is_later,
        coalesce(unknown.row_hash = latest.row_hash, false) as is_latest_row
    from unknown
    left join latest on unknown.entity_type = latest.entity_type and unknown.entity_id = latest.entity_id
),

-- JSON is made of few: most rows are the latest come again.
attributed as (
    select
        *,
        case when not (is_later and is_latest_row) then {{ version_attributes() }} end as attributes
    from compared
),

versions as (
    select
        *,
        case when attributes is null then latest_content else {{ version_content() }} end as content
    from attributed
)

select
    entity_type,
    entity_id,
    updated_at,
    row_hash,
    content,
    account_id,
    named_contact_id,
    -- A row may be spelled otherwise and say the same.
    case when not (is_later and content = latest_content) then attributes end as attributes,
    created_at,
    deleted_at,
    closed_at,
    is_later and content = latest_content as repeats_latest
from versions
