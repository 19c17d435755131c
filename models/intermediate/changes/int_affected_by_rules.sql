{{ config(materialized='view') }}

-- Entities that a changed rule has touched, or touches now without any interaction; who has only suppressed awards of one is not concerned by
-- what awards give.
with changed_rules as (
    select * from {{ ref('int_changed_rules') }}
),

judged_anew as (
    select rule_id from changed_rules
    where not awards_stand
),

elsewhere as (
    select rule_id from changed_rules
    where looks_elsewhere
),

created as (
    {{ created_entities(ref('int_entities'), rules='elsewhere') }}
),

touched as (
    {% for relation, rules in [(stored('int_ledger'), 'changed_rules'), (stored('int_suppressed'), 'judged_anew')] if relation -%}
        select
            entity_key,
            rule_id
        from {{ relation }}
        semi join {{ rules }} using (rule_id)
        union
    {% endfor -%}
    select
        entity_key,
        rule_id
    from {{ ref('int_attribute_intervals') }}
    semi join elsewhere using (rule_id)
    union
    select
        entity_key,
        rule_id
    from created
)

select
    touched.entity_key,
    'rule ' || touched.rule_id || ' changed' as reason,
    case when changed_rules.awards_stand then 'ledger' else 'awards' end as from_step
from touched
inner join changed_rules on touched.rule_id = changed_rules.rule_id
