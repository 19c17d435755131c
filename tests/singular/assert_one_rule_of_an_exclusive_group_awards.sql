-- One interaction earns an entity an award of no more than one rule of an exclusive group of a score.
select
    ledger.entity_type,
    ledger.entity_id,
    ledger.score_id,
    ledger.interaction_id,
    rules.exclusive_group,
    count(distinct ledger.rule_id) as awarding_rules
from {{ tested('score_ledger') }} as ledger
inner join {{ ref('score_rules') }} as rules on ledger.rule_id = rules.rule_id
where rules.exclusive_group is not null and rules.rule_type = 'interaction'
group by ledger.entity_type, ledger.entity_id, ledger.score_id, ledger.interaction_id, rules.exclusive_group
having count(distinct ledger.rule_id) > 1
