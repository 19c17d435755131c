{{ config(materialized='view') }}

select
    entity_type,
    entity_id,
    account_id,
    contact_id,
    attributes,
    created_at,
    updated_at,
    deleted_at,
    closed_at,
    valid_from,
    valid_to,
    is_latest,
    first_updated_at
from {{ ref('int_standing_versions') }}
where not is_repeat
