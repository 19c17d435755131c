with conversions as (
    select
        *,
        coalesce('interaction ' || interaction_id, 'opportunity ' || opportunity_id) as conversion_id
    from {{ ref('conversions') }}
),

-- The tier just before: what the conversion itself earns does not count yet.
tiers_then as (
    select
        conversions.conversion_id,
        scores.score_id,
        case when history.entity_id is null then resting_tiers.tier else history.tier end as tier
    from conversions
    inner join {{ ref('rulebook_scores') }} as scores on scores.entity_type = 'contact' and scores.is_active
    left join {{ ref('score_history') }} as history
        on history.entity_type = 'contact'
        and conversions.contact_id = history.entity_id
        and scores.score_id = history.score_id
        and conversions.converted_at > history.valid_from
        and (history.valid_to is null or conversions.converted_at <= history.valid_to)
    left join {{ ref('rulebook_tiers') }} as resting_tiers
        on {{ is_in_tier('scores.score_id', 'scores.resting_points', 'resting_tiers') }}
)

select
    tiers_then.score_id || '|' || conversions.conversion_id as conversion_score,
    tiers_then.score_id || '|' || coalesce(tiers_then.tier, '') as score_tier,
    conversions.conversion_id,
    conversions.contact_id,
    conversions.conversion_type,
    conversions.converted_at
from conversions
inner join tiers_then on conversions.conversion_id = tiers_then.conversion_id
