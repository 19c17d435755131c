-- Which rules move them: what each gives now and would give, and what the limits of groups and score make of it.
with given_before as (
    select
        movers.score_id,
        movers.entity_id,
        breakdown.rule_id,
        breakdown.points
    from before.score_breakdown as breakdown
    inner join movers using (score_id, entity_type, entity_id)
),

given_after as (
    select
        movers.score_id,
        movers.entity_id,
        breakdown.rule_id,
        breakdown.points
    from after.score_breakdown as breakdown
    inner join movers using (score_id, entity_type, entity_id)
),

given as (
    select
        coalesce(given_before.score_id, given_after.score_id) as score_id,
        coalesce(given_before.entity_id, given_after.entity_id) as entity_id,
        coalesce(given_before.rule_id, given_after.rule_id) as rule_id,
        coalesce(given_after.points, 0) - coalesce(given_before.points, 0) as points_moved
    from given_before
    full join given_after
        on given_before.score_id = given_after.score_id
        and given_before.entity_id = given_after.entity_id
        and given_before.rule_id is not distinct from given_after.rule_id
),

causes as (
    select
        score_id,
        entity_id,
        coalesce(rule_id, 'adjustments by hand') as cause,
        points_moved,
        case when rule_id is null then 2 else 1 end as place
    from given
    union all
    select
        movers.score_id,
        movers.entity_id,
        'limits' as cause,
        movers.points_moved - coalesce(sum(given.points_moved), 0) as points_moved,
        3 as place
    from movers
    left join given on movers.score_id = given.score_id and movers.entity_id = given.entity_id
    group by movers.score_id, movers.entity_id, movers.points_moved
)

select
    score_id,
    entity_id,
    cause,
    points_moved
from causes
where points_moved <> 0
order by score_id, entity_id, place, abs(points_moved) desc, cause
