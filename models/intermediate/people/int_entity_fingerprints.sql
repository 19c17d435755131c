{{ config(
    materialized='incremental',
    incremental_strategy='delete+insert',
    unique_key=['entity_type', 'entity_id'],
    on_schema_change='fail',
    meta={'made_of': made_of_versions(), 'anew_with': tables_of_versions()},
) }}

-- depends_on: {{ ref('int_changed_versions') }}
select
    entity_type,
    entity_id,
    bit_xor(md5_number(cast(json_array(
        entity_type, entity_id, updated_at, account_id, contact_id, attributes, created_at, deleted_at, closed_at
    ) as varchar))) as fingerprint
from {{ ref('int_versions') }}
{% if is_incremental() -%}
    semi join {{ ref('int_changed_versions') }} using (entity_type, entity_id)
{%- endif %}
group by entity_type, entity_id
