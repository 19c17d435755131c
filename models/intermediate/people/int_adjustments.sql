with adjustments as (
    {{ standing_rows('score_adjustments') }}
)

select
    adjustments.adjustment_id,
    adjustments.score_id,
    adjustments.entity_type,
    -- An adjustment of a merged contact counts for the survivor.
    coalesce(links.surviving_contact_id, adjustments.entity_id) as entity_id,
    adjustments.operation,
    cast(adjustments.points as decimal(18, 2)) as points,
    adjustments.expires_after_days,
    adjustments.adjusted_at,
    adjustments.reason,
    scores.is_active as counts
from adjustments
inner join {{ ref('rulebook_scores') }} as scores on adjustments.score_id = scores.score_id
left join {{ ref('int_contact_links') }} as links
    on case when adjustments.entity_type = 'contact' then adjustments.entity_id end = links.merged_contact_id
