-- A contact is in a segment when its two current tiers are those of the segment.
with scores as (
    select * from {{ tested('entity_scores') }}
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
        contact_id,
        segment
    from {{ tested('contact_segments', "'contact', contact_id") }}
)

{{ differences('expected', 'found') }}
