select
    trigger_id,
    score_id,
    direction,
    repeats,
    action,
    cast(threshold as decimal(18, 2)) as threshold
from {{ checked_seed('score_triggers') }}
