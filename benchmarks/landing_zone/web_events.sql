-- Sessions of 1 to 13 events; pages with a heavy head and a long tail in which each page has its visit.
with rows as (
    select
        i,
        delivery,
        fault_of(i, delivery) as fault,
        -- A block of 100 events holds 33 sessions.
        i // 100 * 33 + list_extract(getvariable('session_of_place'), 1 + i % 100) as session,
        list_extract(getvariable('step_of_place'), 1 + i % 100) as step,
        i % 7 = 3 as is_long_tail,
        chance(i, 10) as kind
    from deliveries()
),

events as (
    select
        *,
        busy_person(session, 11) as person,
        instant(session, getvariable('rows') / 100.0 * 33) + to_seconds(step * 40 + cast(floor(chance(i, 12) * 30) as integer)) as moment,
        case
            when kind < 0.935 or is_long_tail then 'page_view'
            when kind < 0.955 then 'document_download'
            when kind < 0.97 then 'popup_click'
            when kind < 0.987 then 'cart_add'
            when kind < 0.996 then 'order_placed'
            else 'scroll_depth'
        end as event,
        case
            when is_long_tail then (i // 7 * 15485863) % getvariable('pages')
            else heavy_head(i, 13, getvariable('pages'))
        end as page
    from rows
)

select
    case when fault <> 0 then row_id(if(delivery = 'bad', 'bx-', 'we-'), i) end as event_id,
    case when fault <> 1 then contact_id(person) end as contact_id,
    case when fault <> 3 then event end as event,
    path_of(page) || case when chance(i, 14) < 0.05 then '/' when chance(i, 14) < 0.12 then '?utm_source=mail' else '' end as page_path,
    case when fault = 4 then -20.0 else floor(chance(i, 15) * 180) + if(delivery = 'again' and i % 2 = 0, 30.0, 0.0) end as duration_seconds,
    case when event in ('cart_add', 'order_placed') then floor(chance(i, 16) * 90000) / 100 end as amount,
    case
        when fault = 5 then '{"device": '
        when chance(i, 17) < 0.2 then '{"device": "' || one_of(i, 18, ['mobile', 'desktop', 'tablet']) || '", "depth": ' || i % 100 || '}'
    end as properties,
    case when fault <> 2 then happened_at(session, moment) end as occurred_at,
    load_of(i, delivery, moment) as loaded_at
from events
