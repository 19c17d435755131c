with conversions as (
    select
        *,
        coalesce('interaction ' || interaction_id, 'opportunity ' || opportunity_id) as conversion_id
    from {{ ref('conversions') }}
),

of_scores as (
    select
        conversions.conversion_id,
        conversions.converted_at,
        entities.entity_key,
        scores.score_id,
        scores.resting_points
    from conversions
    inner join {{ ref('rulebook_scores') }} as scores on scores.entity_type = 'contact' and scores.is_active
    left join {{ ref('int_entities') }} as entities
        on conversions.contact_id = entities.entity_id and entities.entity_type = 'contact'
),

-- Of one instant the conversion comes first: what it earns itself does not count yet.
instants as (
    select
        entity_key,
        score_id,
        converted_at as instant,
        conversion_id,
        cast(null as timestamp) as valid_from
    from of_scores
    union all
    select
        entity_key,
        score_id,
        valid_from as instant,
        cast(null as varchar) as conversion_id,
        valid_from
    from {{ ref('int_history') }}
    where entity_key in (select of_scores.entity_key from of_scores)
),

stood as (
    select
        entity_key,
        score_id,
        conversion_id,
        max(valid_from) over (partition by entity_key, score_id order by instant, conversion_id nulls last) as valid_from
    from instants
),

tiers_then as (
    select
        of_scores.conversion_id,
        of_scores.score_id,
        case when history.entity_key is null then resting_tiers.tier else history.tier end as tier
    from of_scores
    inner join stood on of_scores.conversion_id = stood.conversion_id and of_scores.score_id = stood.score_id
    left join {{ ref('int_history') }} as history
        on stood.entity_key = history.entity_key and stood.score_id = history.score_id and stood.valid_from = history.valid_from
    left join {{ ref('rulebook_tiers') }} as resting_tiers
        on {{ is_in_tier('of_scores.score_id', 'of_scores.resting_points', 'resting_tiers') }}
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
