-- previous_points and previous_tier are those of the row before, or of rest; tier_since is handed on while the tier stays.
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

compared as (
    select
        history.*,
        case when earlier.score_id is null then resting.resting_points else earlier.points end as points_before,
        case when earlier.score_id is null then resting.resting_tier else earlier.tier end as tier_before,
        earlier.tier_since as tier_since_before
    from history
    inner join resting on history.score_id = resting.score_id
    left join history as earlier
        on history.score_id = earlier.score_id
        and history.entity_type = earlier.entity_type
        and history.entity_id = earlier.entity_id
        and history.valid_from = earlier.valid_to
)

select * from compared
where
    previous_points is distinct from points_before
    or previous_tier is distinct from tier_before
    or tier_since is distinct from case when tier is distinct from tier_before then valid_from else tier_since_before end
