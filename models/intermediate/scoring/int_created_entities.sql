{{ config(materialized='view') }}

with scored as (
    select * from {{ ref('int_scored_entities') }}
    where not awards_stand
)

select * from ({{ created_entities('scored') }})
