{{ config(materialized='view') }}

with interactions as (
    select * from {{ ref('int_moved_interactions') }}
),

entities as (
    select * from {{ ref('int_entities') }}
),

{{ reach('interactions', 'entities', are_all=true) }}

select distinct
    entity_key,
    reason
from reach
where of_type is null or of_type = entity_type
