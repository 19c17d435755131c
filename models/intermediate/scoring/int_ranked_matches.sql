{{ config(materialized='view') }}

with matches as (
    select
        matches.*,
        rules.score_id,
        rules.exclusive_group,
        rules.priority
    from {{ ref('int_role_matches') }} as matches
    inner join {{ ref('rulebook_rules') }} as rules on matches.rule_key = rules.rule_key
    where matches.role = 'match' and rules.exclusive_group is not null and rules.rule_type = 'interaction'
)

-- SPEC, step 2, Precedence: for interaction rules alone.
select
    matches.* exclude (role),
    rules.rule_type,
    false as is_outranked
from {{ ref('int_role_matches') }} as matches
inner join {{ ref('rulebook_rules') }} as rules on matches.rule_key = rules.rule_key
where matches.role = 'match' and (rules.exclusive_group is null or rules.rule_type <> 'interaction')
union all
select
    * exclude (role, score_id, exclusive_group, priority),
    'interaction' as rule_type,
    priority > min(priority) over (partition by entity_key, place, score_id, exclusive_group) as is_outranked
from matches
