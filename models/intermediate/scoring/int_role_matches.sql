-- Written once, for every step of scoring begins here.
select
    entity_key,
    rule_id,
    rule_key,
    role,
    interaction_id,
    place,
    occurred_at
from {{ ref('int_role_candidates') }}
where not has_alternatives
union all
-- A rule with several groups of conditions matches an interaction once.
select distinct
    entity_key,
    rule_id,
    rule_key,
    role,
    interaction_id,
    place,
    occurred_at
from {{ ref('int_role_candidates') }}
where has_alternatives
union all
select
    created.entity_key,
    rules.rule_id,
    rules.rule_key,
    'match' as role,
    cast(null as varchar) as interaction_id,
    cast(null as integer) as place,
    created.created_at as occurred_at
from {{ ref('int_created_entities') }} as created
inner join {{ ref('rulebook_rules') }} as rules on created.rule_id = rules.rule_id
semi join {{ ref('int_scored_entities') }} as scored on created.entity_key = scored.entity_key
