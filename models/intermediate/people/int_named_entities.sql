{{ config(
    materialized='incremental',
    incremental_strategy='append',
    on_schema_change='fail',
    pre_hook="{{ delete_names_given_up() }}",
) }}

-- depends_on: {{ ref('int_changed_names') }}
{% if is_incremental() %}
select
    entity_type,
    entity_id
from {{ ref('int_changed_names') }}
where is_named
{% else %}
{{ names_in(ref('int_interactions')) }}
{% endif %}
