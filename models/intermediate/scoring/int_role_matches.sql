-- Written once, for every step of scoring begins here. An interaction is known by its place among the entity's own until the ledger.
select
    entity_key,
    rule_key,
    role,
    place,
    occurred_at
from {{ ref('int_role_candidates') }}
where not has_alternatives
union all
-- A rule with several groups of conditions matches an interaction once.
select distinct
    entity_key,
    rule_key,
    role,
    place,
    occurred_at
from {{ ref('int_role_candidates') }}
where has_alternatives
union all
select distinct
    created.entity_key,
    rules.rule_key,
    'match' as role,
    cast(null as integer) as place,
    created.created_at as occurred_at
from {{ ref('int_created_entities') }} as created
inner join {{ ref('rulebook_rules') }} as rules on created.rule_id = rules.rule_id
