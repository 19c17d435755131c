select
    segment,
    fit_score_id,
    fit_tier,
    engagement_score_id,
    engagement_tier,
    action
from {{ checked_seed('score_segments') }}
