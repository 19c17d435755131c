with scores as (
    select * from {{ ref('entity_scores') }}
    where entity_type = 'contact'
)

select
    fit.entity_id as contact_id,
    segments.segment,
    segments.fit_tier,
    segments.engagement_tier,
    segments.action
from {{ ref('rulebook_segments') }} as segments
inner join scores as fit
    on segments.fit_score_id = fit.score_id and segments.fit_tier = fit.tier
inner join scores as engagement
    on segments.engagement_score_id = engagement.score_id
    and segments.engagement_tier = engagement.tier
    and fit.entity_id = engagement.entity_id
