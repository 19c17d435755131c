-- Up to now, a trigger fired where the history crossed its threshold in its direction, numbered in order; once means the first.
with scores as (
    {{ seeded_scores() }}
),

history as (
    select * from {{ tested('score_history') }}
),

steps as (
    select
        history.score_id,
        history.entity_type,
        history.entity_id,
        history.valid_from as fired_at,
        history.points,
        coalesce(earlier.points, scores.resting_points) as points_before
    from history
    inner join scores on history.score_id = scores.score_id
    left join history as earlier
        on history.score_id = earlier.score_id
        and history.entity_type = earlier.entity_type
        and history.entity_id = earlier.entity_id
        and history.valid_from = earlier.valid_to
    where history.valid_from <= {{ as_of() }}
),

triggers as (
    select
        *,
        cast(threshold as decimal(18, 2)) as points
    from {{ ref('score_triggers') }}
),

crossings as (
    select
        triggers.trigger_id,
        triggers.repeats,
        triggers.action,
        steps.*,
        count(*) over (partition by triggers.trigger_id, steps.entity_type, steps.entity_id order by steps.fired_at) as firing_number
    from steps
    inner join triggers
        on steps.score_id = triggers.score_id
        and (steps.points_before >= triggers.points) <> (steps.points >= triggers.points)
        and (steps.points >= triggers.points) = (triggers.direction = 'rises_to')
),

expected as (
    select
        trigger_id,
        score_id,
        entity_type,
        entity_id,
        fired_at,
        points,
        action,
        firing_number
    from crossings
    where repeats <> 'once' or firing_number = 1
),

found as (
    select
        trigger_id,
        score_id,
        entity_type,
        entity_id,
        fired_at,
        points,
        action,
        firing_number
    from {{ tested('score_trigger_firings') }}
)

{{ differences('expected', 'found') }}
