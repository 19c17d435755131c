-- Who moved tier in the last 7 days?
with asked as (
    select
        {{ instant_asked() }} as instant,
        {{ instant_asked() }} - {{ days_asked(7) }} as since
),

moves as (
    select
        transitions.score_id,
        transitions.entity_type,
        transitions.entity_id,
        count(*) as moves,
        min_by(transitions.from_tier, transitions.changed_at) as from_tier,
        max_by(transitions.to_tier, transitions.changed_at) as to_tier,
        max_by(transitions.points, transitions.changed_at) as points,
        max(transitions.changed_at) as last_moved_at
    from {{ ref('tier_transitions') }} as transitions
    cross join asked
    where
        transitions.changed_at > asked.since
        and transitions.changed_at <= asked.instant
        and {{ is_asked('transitions.entity_type', 'entity_type') }}
        and {{ is_asked('transitions.entity_id', 'entity_id') }}
        and {{ is_asked('transitions.score_id', 'score_id') }}
    group by transitions.score_id, transitions.entity_type, transitions.entity_id
)

select
    moves.score_id,
    moves.entity_id,
    case sign(to_tiers.tier_rank - from_tiers.tier_rank) when 1 then 'up' when -1 then 'down' else 'there and back' end as direction,
    moves.from_tier,
    moves.to_tier,
    moves.points,
    moves.moves,
    moves.last_moved_at,
    moves.entity_type
from moves
left join {{ ref('rulebook_tiers') }} as from_tiers on moves.score_id = from_tiers.score_id and moves.from_tier = from_tiers.tier
left join {{ ref('rulebook_tiers') }} as to_tiers on moves.score_id = to_tiers.score_id and moves.to_tier = to_tiers.tier
order by moves.score_id asc, direction asc, moves.last_moved_at desc, moves.entity_id asc
