select
    rule_group,
    score_id,
    cast(min_points as decimal(18, 2)) as min_points,
    cast(max_points as decimal(18, 2)) as max_points
from {{ checked_seed('score_rule_groups') }}
