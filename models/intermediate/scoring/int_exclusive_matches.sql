-- SPEC, step 2, Precedence: for interaction rules alone.
with exclusive_rules as (
    select
        rule_key,
        priority,
        -- Stands for the group, which belongs to one score.
        cast(dense_rank() over (order by score_id, exclusive_group) as integer) as exclusive_key
    from {{ ref('rulebook_rules') }}
    where exclusive_group is not null and rule_type = 'interaction'
)

select
    matches.entity_key,
    matches.rule_key,
    matches.place,
    matches.occurred_at,
    rules.priority > min(rules.priority) over (partition by matches.entity_key, matches.place, rules.exclusive_key) as is_outranked
from {{ ref('int_role_matches') }} as matches
inner join exclusive_rules as rules on matches.rule_key = rules.rule_key
where matches.role = 'match'
