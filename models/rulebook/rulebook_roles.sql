with rules as (
    select * from {{ ref('rulebook_rules') }}
),

conditions as (
    select
        rule_id,
        role,
        any_group,
        bool_or(level = 'target') as has_target_conditions,
        bool_or(level = 'detail') as has_detail_conditions,
        bool_or(level = 'attribute') as has_attribute_conditions
    from {{ ref('rulebook_conditions') }}
    group by rule_id, role, any_group
),

-- A rule matches by any of its groups of conditions; without conditions it has one, empty group.
matching as (
    select
        rules.rule_id,
        rules.rule_key,
        'match' as role,
        coalesce(conditions.any_group, '') as any_group,
        rules.rule_type,
        rules.entity_type,
        rules.event_type,
        rules.effective_from as counts_from,
        rules.effective_to as counts_to
    from rules
    left join conditions on rules.rule_id = conditions.rule_id and conditions.role = 'match'
),

-- An absence is broken by any interaction of the absent kind, whenever it occurred.
breaking as (
    select
        rule_id,
        rule_key,
        'break' as role,
        '' as any_group,
        rule_type,
        entity_type,
        absent_event_type as event_type,
        {{ ever_since() }} as counts_from,
        {{ for_ever() }} as counts_to
    from rules
    where rule_type = 'absence'
),

roles as (
    select * from matching
    union all
    select * from breaking
)

select
    roles.*,
    coalesce(conditions.has_target_conditions, false) as has_target_conditions,
    coalesce(conditions.has_detail_conditions, false) as has_detail_conditions,
    coalesce(conditions.has_attribute_conditions, false) as has_attribute_conditions,
    count(*) over (partition by roles.rule_id, roles.role) > 1 as has_alternatives
from roles
left join conditions
    on roles.rule_id = conditions.rule_id and roles.role = conditions.role and roles.any_group = conditions.any_group
