select
    contact_scores.score_id || '|' || contact_scores.contact_id as contact_score,
    contact_scores.score_id || '|' || coalesce(contact_scores.tier, '') as score_tier,
    contact_scores.contact_id,
    contact_scores.points,
    {{ as_of() }} as as_of
from {{ ref('contact_scores') }} as contact_scores
