-- Each score in one line: how many it has, how many move, and how far.
select
    score_id,
    entity_type,
    coalesce(max(name_after), max(name_before), score_id) as score_name,
    count(*) as entities,
    count(*) filter (where points_moved <> 0) as moved,
    count(*) filter (where points_moved > 0) as up,
    count(*) filter (where points_moved < 0) as down,
    count(*) filter (where is_before <> is_after or tier_before is distinct from tier_after) as tier_changed,
    cast(avg(points_before) as decimal(18, 2)) as average_before,
    cast(avg(points_after) as decimal(18, 2)) as average_after
from moves
group by score_id, entity_type
order by entity_type = 'opportunity', entity_type = 'account', score_id
