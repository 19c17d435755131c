with events as (
    select
        i,
        delivery,
        fault_of(i, delivery) as fault,
        one_of(i, 60, ['registered', 'registered', 'registered', 'attended', 'attended', 'no_show', 'cancelled']) as status,
        instant(i, getvariable('rows')) as moment
    from deliveries()
)

select
    case when fault <> 0 then row_id(if(delivery = 'bad', 'bx-', 'ev-'), i) end as attendance_id,
    case when fault not in (1, 5) then contact_id(busy_person(i, 61)) end as contact_id,
    'webinar-' || heavy_head(i, 62, 60) as event_id,
    case when fault <> 3 then status end as status,
    case when fault = 4 then -5 when status = 'attended' then cast(floor(chance(i, 63) * 90) as bigint) end as minutes_attended,
    case when fault <> 2 then happened_at(i, moment) end as occurred_at,
    load_of(i, delivery, moment) as loaded_at
from events
