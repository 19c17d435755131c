select
    rules.score_id,
    entities.entity_type,
    entities.entity_id,
    awards.rule_id,
    awards.interaction_id,
    awards.suppressed_reason as reason
from {{ ref('int_suppressed') }} as awards
inner join {{ ref('rulebook_rules') }} as rules on awards.rule_id = rules.rule_id
inner join {{ ref('int_entities') }} as entities on awards.entity_key = entities.entity_key
