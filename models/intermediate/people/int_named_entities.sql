{{ config(
    materialized='incremental',
    incremental_strategy='append',
    on_schema_change='fail',
    pre_hook="{{ delete_changed_names() }}",
) }}

-- depends_on: {{ ref('int_changed_names') }}
{% set came = 'select entity_type, entity_id from ' ~ ref('int_changed_names') ~ ' where is_named' %}
with named as (
    {{ came if is_incremental() else names_in(ref('int_interactions')) }}
)

select * from named
