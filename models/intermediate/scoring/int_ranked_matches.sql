{{ config(materialized='view') }}

-- SPEC, step 2, Precedence: for interaction rules alone.
select
    *,
    false as is_outranked
from {{ ref('int_role_matches') }}
where role = 'match' and (exclusive_group is null or rule_type <> 'interaction')
union all
select
    *,
    priority > min(priority) over (partition by entity_key, place, score_id, exclusive_group) as is_outranked
from {{ ref('int_role_matches') }}
where role = 'match' and exclusive_group is not null and rule_type = 'interaction'
