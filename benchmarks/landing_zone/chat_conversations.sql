with events as (
    select
        i,
        delivery,
        fault_of(i, delivery) as fault,
        instant(i, getvariable('rows')) as moment
    from deliveries()
)

select
    case when fault <> 0 then row_id(if(delivery = 'bad', 'bx-', 'ch-'), i) end as conversation_id,
    case when fault not in (1, 3, 4) then contact_id(busy_person(i, 40)) end as contact_id,
    'assistant-' || heavy_head(i, 41, 6) as chatbot_id,
    one_of(i, 42, ['web', 'web', 'web', 'whatsapp', 'messenger']) as platform,
    case when fault = 5 then '{' when chance(i, 43) < 0.5 then '{"topic": "' || one_of(i, 44, ['price', 'demo', 'support']) || '"}' end as answers,
    1 + cast(floor(pow(chance(i, 45), 2) * 20) as bigint) as message_count,
    case when fault <> 2 then happened_at(i, moment) end as ended_at,
    load_of(i, delivery, moment) as loaded_at
from events
