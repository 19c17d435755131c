{{ config(materialized='view') }}

-- A rule with several groups of conditions matches an interaction once.
select * from {{ ref('int_role_candidates') }}
where not has_alternatives
union all
select * exclude (alternative)
from (
    select
        *,
        row_number() over (partition by entity_key, rule_key, role, place order by any_group) as alternative
    from {{ ref('int_role_candidates') }}
    where has_alternatives
) as alternatives
where alternative = 1
union all
select
    roles.*,
    created.entity_key,
    cast(null as varchar) as interaction_id,
    cast(null as integer) as place,
    created.created_at as occurred_at
from {{ ref('int_created_entities') }} as created
inner join {{ ref('rulebook_roles') }} as roles
    on created.rule_id = roles.rule_id and created.any_group = roles.any_group and roles.role = 'match'
