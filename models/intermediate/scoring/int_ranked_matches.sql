{{ config(materialized='view') }}

select
    matches.* exclude (role),
    rules.rule_type = 'absence' as is_anchor,
    false as is_outranked
from {{ ref('int_role_matches') }} as matches
inner join {{ ref('rulebook_rules') }} as rules on matches.rule_key = rules.rule_key
where matches.role = 'match' and (rules.exclusive_group is null or rules.rule_type <> 'interaction')
union all
select
    * exclude (is_outranked),
    false as is_anchor,
    is_outranked
from {{ ref('int_exclusive_matches') }}
