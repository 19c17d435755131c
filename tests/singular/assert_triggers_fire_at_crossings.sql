-- Up to now, a trigger fired where the history crossed its threshold in its direction, numbered in order; once means the first.
with tested as (
    {{ tested_entities() }}
),

scores as (
    {{ seeded_scores() }}
),

history as (
    select * from {{ ref('score_history') }}
    semi join tested using (entity_type, entity_id)
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

crossings as (
    select
        triggers.trigger_id,
        triggers.repeats,
        triggers.action,
        steps.*,
        count(*) over (partition by triggers.trigger_id, steps.entity_type, steps.entity_id order by steps.fired_at) as firing_number
    from steps
    inner join {{ ref('score_triggers') }} as triggers
        on steps.score_id = triggers.score_id
        and case triggers.direction
            when 'rises_to' then steps.points_before < cast(triggers.threshold as decimal(18, 2)) and steps.points >= cast(triggers.threshold as decimal(18, 2))
            else steps.points_before >= cast(triggers.threshold as decimal(18, 2)) and steps.points < cast(triggers.threshold as decimal(18, 2))
        end
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
    from {{ ref('score_trigger_firings') }}
    semi join tested using (entity_type, entity_id)
)

(select 'missing' as fault, * from (select * from expected except all select * from found))
union all
(select 'too many' as fault, * from (select * from found except all select * from expected))
