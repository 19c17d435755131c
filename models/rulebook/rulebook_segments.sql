select
    segment,
    fit_score_id,
    fit_tier,
    engagement_score_id,
    engagement_tier,
    action
from {{ ref('score_segments') }}
