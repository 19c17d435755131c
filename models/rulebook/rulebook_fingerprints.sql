{{ config(materialized='view') }}

-- What defines a rule, names aside: what it looks at, how that becomes awards, and what an award gives.
with conditions as (
    select
        rule_id,
        string_agg(condition_text, chr(10) order by condition_text) as conditions_text
    from (
        select
            rule_id,
            cast(to_json([role, any_group, subject, field, operator, wanted_text, wanted_pattern]) as varchar) as condition_text
        from {{ ref('rulebook_conditions') }}
    ) as conditions
    group by rule_id
),

tranches as (
    select
        rule_id,
        string_agg(concat_ws(' ', tranche, points, coalesce(cast(expires_after_days as varchar), 'never')), chr(10) order by tranche) as tranches_text
    from {{ ref('rulebook_tranches') }}
    group by rule_id
),

rules as (
    select * from {{ ref('rulebook_rules') }}
),

-- All but what an award gives, so that a column of a later release is among it.
counted as (
    select * exclude (rule_name, rule_key, points, operation, rule_group, expires_after_days, decay_id) from rules
)

select
    rules.rule_id,
    md5(cast(to_json([
        rules.entity_type, rules.rule_type, rules.event_type, rules.absent_event_type, cast(rules.effective_from as varchar),
        cast(rules.effective_to as varchar), conditions.conditions_text
    ]) as varchar)) as looks_at,
    md5(cast(to_json(counted) as varchar)) as awards,
    md5(cast(to_json([rules.operation, rules.rule_group, tranches.tranches_text]) as varchar)) as gives,
    tranches.rule_id is not null as has_tranches
from rules
inner join counted on rules.rule_id = counted.rule_id
left join conditions on rules.rule_id = conditions.rule_id
left join tranches on rules.rule_id = tranches.rule_id
