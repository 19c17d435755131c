{{ config(materialized='view') }}

with versions as (
    select
        *,
        {{ version_attributes() }} as attributes
    from {{ ref('int_landed_rows') }}
)

select
    entity_type,
    entity_id,
    account_id,
    named_contact_id,
    attributes,
    created_at,
    updated_at,
    deleted_at,
    closed_at,
    row_hash,
    {{ version_content() }} as content
from versions
