with crossings as (
    select
        triggers.trigger_id,
        triggers.action,
        triggers.repeats,
        history.score_id,
        history.entity_type,
        history.entity_id,
        history.points,
        history.valid_from as fired_at,
        row_number() over (
            partition by triggers.trigger_id, history.entity_type, history.entity_id order by history.valid_from
        ) as firing_number
    from {{ ref('score_history') }} as history
    inner join {{ ref('rulebook_triggers') }} as triggers
        on history.score_id = triggers.score_id
        and (
            (triggers.direction = 'rises_to' and history.points >= triggers.threshold and history.previous_points < triggers.threshold)
            or (triggers.direction = 'falls_below' and history.points < triggers.threshold and history.previous_points >= triggers.threshold)
        )
    where history.valid_from <= {{ as_of() }}
)

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
where repeats = 'every_time' or firing_number = 1
