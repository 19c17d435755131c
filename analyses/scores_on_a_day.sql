-- What was the score of everyone at that instant?
with asked as (
    select {{ instant_asked() }} as instant
),

everyone as (
    select
        scores.score_id,
        scores.resting_points,
        entities.entity_type,
        entities.entity_id,
        asked.instant
    from {{ ref('int_entities') }} as entities
    cross join asked
    inner join {{ ref('rulebook_scores') }} as scores on entities.entity_type = scores.entity_type and scores.is_active
    where
        (entities.deleted_at is null or entities.deleted_at > asked.instant)
        and {{ is_asked('entities.entity_type', 'entity_type') }}
        and {{ is_asked('entities.entity_id', 'entity_id') }}
        and {{ is_asked('scores.score_id', 'score_id') }}
),

scored as (
    select
        everyone.instant,
        everyone.score_id,
        everyone.entity_type,
        everyone.entity_id,
        coalesce(history.points, everyone.resting_points) as points
    from everyone
    left join {{ ref('score_history') }} as history
        on everyone.score_id = history.score_id
        and everyone.entity_type = history.entity_type
        and everyone.entity_id = history.entity_id
        and everyone.instant >= history.valid_from
        and (history.valid_to is null or everyone.instant < history.valid_to)
)

select
    scored.score_id,
    scored.entity_type,
    scored.entity_id,
    scored.points,
    tiers.tier,
    scored.instant
from scored
left join {{ ref('rulebook_tiers') }} as tiers on {{ is_in_tier('scored.score_id', 'scored.points', 'tiers') }}
order by scored.score_id asc, scored.points desc, scored.entity_id asc
