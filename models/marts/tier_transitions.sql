select
    score_id,
    entity_type,
    entity_id,
    valid_from as changed_at,
    previous_tier as from_tier,
    tier as to_tier,
    points
from {{ ref('score_history') }}
where tier <> previous_tier and valid_from <= {{ as_of() }}
