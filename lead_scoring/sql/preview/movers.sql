-- Who moves most: of each score so many, the farthest first.
create temp table movers as
select * exclude (place, name_before, name_after)
from (
    select
        *,
        row_number() over (partition by score_id order by abs(points_moved) desc, entity_id) as place
    from moves
    where points_moved <> 0
) as ranked
where place <= getvariable('people')
order by score_id, place
