-- The rows of an entity and score are one chain: each ends where exactly one other begins, and the last one is open.
with history as (
    select * from {{ tested('score_history') }}
),

ends as (
    select
        history.score_id,
        history.entity_type,
        history.entity_id,
        history.valid_from,
        history.valid_to,
        count(later.valid_from) as begin_there
    from history
    left join history as later
        on history.score_id = later.score_id
        and history.entity_type = later.entity_type
        and history.entity_id = later.entity_id
        and history.valid_to = later.valid_from
    group by history.score_id, history.entity_type, history.entity_id, history.valid_from, history.valid_to
),

chains as (
    select
        score_id,
        entity_type,
        entity_id,
        max(valid_from) as last_valid_from,
        count(*) - count(valid_to) as open_rows
    from history
    group by score_id, entity_type, entity_id
)

select
    score_id,
    entity_type,
    entity_id,
    valid_from,
    'ends before it begins, or not where the next row does' as fault
from ends
where valid_to <= valid_from or (valid_to is not null and begin_there <> 1)
union all
select
    score_id,
    entity_type,
    entity_id,
    last_valid_from as valid_from,
    'does not have one open row' as fault
from chains
where open_rows <> 1
