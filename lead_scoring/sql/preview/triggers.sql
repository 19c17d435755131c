-- The firings of each trigger; one is new, or gone, by its key: trigger, entity and number.
with firings as (
    select
        trigger_id,
        entity_type,
        entity_id,
        firing_number,
        firings_before.action as action_before,
        firings_after.action as action_after,
        firings_before.fired_at as fired_before,
        firings_after.fired_at as fired_after
    from before.score_trigger_firings as firings_before
    full join after.score_trigger_firings as firings_after using (trigger_id, entity_type, entity_id, firing_number)
),

names as (
    select
        trigger_id,
        score_id,
        action
    from after.rulebook_triggers
    union all
    select
        trigger_id,
        score_id,
        action
    from before.rulebook_triggers
    where trigger_id not in (select kept.trigger_id from after.rulebook_triggers as kept)
)

select
    names.trigger_id,
    names.score_id,
    names.action,
    count(firings.fired_before) as fired_before,
    count(firings.fired_after) as fired_after,
    count(firings.fired_after) filter (where firings.fired_before is null) as new_firings,
    count(firings.fired_before) filter (where firings.fired_after is null) as gone_firings
from names
left join firings on names.trigger_id = firings.trigger_id
group by names.trigger_id, names.score_id, names.action
order by names.trigger_id
