-- The telephone system exports nothing but text.
with events as (
    select
        i,
        delivery,
        fault_of(i, delivery) as fault,
        one_of(i, 50, ['connected', 'connected', 'connected', 'connected', 'voicemail', 'no_answer', 'no_answer', 'busy']) as outcome,
        instant(i, getvariable('rows')) as moment
    from deliveries()
)

select
    case when fault <> 0 then row_id(if(delivery = 'bad', 'bx-', 'ca-'), i) end as call_id,
    case when fault not in (1, 5) then contact_id(busy_person(i, 51)) end as contact_id,
    one_of(i, 52, ['inbound', 'outbound', 'outbound']) as direction,
    case when fault <> 3 then outcome end as outcome,
    case
        when fault = 4 then 'n/a'
        when outcome = 'connected' then cast(cast(floor(pow(chance(i, 53), 2) * 1800) as bigint) as varchar)
        else '0'
    end as duration_seconds,
    case when fault <> 2 then cast(happened_at(i, moment) as varchar) end as started_at,
    load_of(i, delivery, moment) as loaded_at
from events
