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
    {{ versions_fingerprint() }} as fingerprint
from {{ ref('int_versions') }}
{% if is_incremental() -%}
    semi join {{ ref('int_changed_versions') }} using (entity_type, entity_id)
{%- endif %}
group by entity_type, entity_id
