with events as (
    select
        i,
        delivery,
        fault_of(i, delivery) as fault,
        one_of(i, 30, ['demo_request', 'content', 'content', 'content', 'newsletter']) as kind,
        instant(i, getvariable('rows')) as moment
    from deliveries()
)

select
    case when fault <> 0 then row_id(if(delivery = 'bad', 'bx-', 'fo-'), i) end as submission_id,
    case when fault <> 1 then contact_id(busy_person(i, 31)) end as contact_id,
    kind || '-' || heavy_head(i, 32, 40) as form_id,
    case when fault not in (3, 4) then kind end as form_kind,
    case
        when fault = 5 then '[1, 2]'
        else '{"name": "Person ' || i || '", "team": ' || i % 40
            || case when chance(i, 33) < 0.7 then ', "budget": "' || i % 9 || 'k", "when": "soon"' else ', "budget": ""' end || '}'
    end as answers,
    chance(i, 34) >= 0.04 as is_valid,
    case when fault <> 2 then happened_at(i, moment) end as submitted_at,
    load_of(i, delivery, moment) as loaded_at
from events
