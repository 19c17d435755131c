{{ config(materialized='view') }}

with entities as (
    select * from {{ ref('int_entities') }}
),

{{ reach(ref('int_moved_interactions'), 'entities', are_all=true) }}

select distinct
    entity_key,
    reason
from reach
where of_type is null or of_type = entity_type
