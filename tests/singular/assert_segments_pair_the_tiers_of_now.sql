-- A contact is in a segment when its two current tiers are those of the segment.
with tested as (
    {{ tested_entities() }}
),

scores as (
    select * from {{ ref('entity_scores') }}
    semi join tested using (entity_type, entity_id)
    where entity_type = 'contact'
),

expected as (
    select
        scores.entity_id as contact_id,
        segments.segment
    from scores
    cross join {{ ref('score_segments') }} as segments
    group by scores.entity_id, segments.segment
    having
        bool_or(scores.score_id = segments.fit_score_id and scores.tier = segments.fit_tier)
        and bool_or(scores.score_id = segments.engagement_score_id and scores.tier = segments.engagement_tier)
),

found as (
    select
        segments.contact_id,
        segments.segment
    from {{ ref('contact_segments') }} as segments
    semi join tested on segments.contact_id = tested.entity_id and tested.entity_type = 'contact'
)

{{ differences('expected', 'found') }}
