{{ config(
    materialized='incremental',
    incremental_strategy='delete+insert',
    unique_key=['entity_type', 'entity_id'],
    on_schema_change='fail',
    post_hook="delete from {{ this }} where not is_named",
) }}

-- Whoever interactions name now, or named before they changed. depends_on: {{ ref('int_interaction_journal') }}
with asked as (
    {{ names_in(ref('int_interaction_journal') if is_incremental() else ref('int_interactions')) }}
),

named as (
    {{ names_in(ref('int_interactions'), among='asked') if is_incremental() else 'select * from asked' }}
)

select
    asked.entity_type,
    asked.entity_id,
    named.entity_id is not null as is_named
from asked
left join named on asked.entity_type = named.entity_type and asked.entity_id = named.entity_id
