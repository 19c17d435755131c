-- Up to now, a transition for each row of the history whose tier is not that of the row before it, and for no other.
with scores as (
    {{ seeded_scores() }}
),

resting as (
    select
        *,
        {{ seeded_tier('tier', 'scores.score_id', 'scores.resting_points') }} as resting_tier
    from scores
),

history as (
    select * from {{ tested('score_history') }}
),

stepped as (
    select
        history.score_id,
        history.entity_type,
        history.entity_id,
        history.valid_from as changed_at,
        coalesce(earlier.tier, resting.resting_tier) as from_tier,
        history.tier as to_tier,
        history.points
    from history
    inner join resting on history.score_id = resting.score_id
    left join history as earlier
        on history.score_id = earlier.score_id
        and history.entity_type = earlier.entity_type
        and history.entity_id = earlier.entity_id
        and history.valid_from = earlier.valid_to
    where history.valid_from <= {{ as_of() }}
),

expected as (
    select * from stepped
    where from_tier <> to_tier
),

found as (
    select
        score_id,
        entity_type,
        entity_id,
        changed_at,
        from_tier,
        to_tier,
        points
    from {{ tested('tier_transitions') }}
)

{{ differences('expected', 'found') }}
