-- The tranches of an award add up to the points of its rule.
with awards as (
    select
        entity_type,
        entity_id,
        rule_id,
        interaction_id,
        valid_from,
        sum(points) as points
    from {{ tested('score_ledger') }}
    where rule_id is not null
    group by entity_type, entity_id, rule_id, interaction_id, valid_from
)

select
    awards.*,
    rules.points as points_of_rule
from awards
left join {{ ref('score_rules') }} as rules on awards.rule_id = rules.rule_id
where awards.points is distinct from cast(rules.points as decimal(18, 2))
