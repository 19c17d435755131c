{{ config(materialized='view') }}

with interactions as (
    select * from {{ ref('int_moved_interactions') }}
),

entities as (
    select * from {{ ref('int_entities') }}
),

{{ reach('interactions', 'entities') }}

select distinct
    entity_key,
    reason
from reach
