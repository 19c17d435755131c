select
    history.score_id,
    entities.entity_type,
    entities.entity_id,
    history.valid_from,
    history.valid_to,
    history.points,
    history.tier,
    history.tier_rank,
    history.previous_points,
    history.previous_tier,
    history.tier_since
from {{ ref('int_history') }} as history
inner join {{ ref('int_entities') }} as entities on history.entity_key = entities.entity_key
