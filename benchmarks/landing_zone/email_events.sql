-- Messages of campaigns with what followed them: opened, clicked, answered, unsubscribed.
with rows as (
    select
        i,
        delivery,
        fault_of(i, delivery) as fault,
        -- A block of 100 events holds 64 messages.
        i // 100 * 64 + list_extract(getvariable('message_of_place'), 1 + i % 100) as message,
        list_extract(getvariable('event_of_place'), 1 + i % 100) as usual_event
    from deliveries()
),

events as (
    select
        *,
        busy_person(message, 20) as person,
        heavy_head(message, 21, getvariable('campaigns')) as campaign,
        instant(message, getvariable('rows') / 100.0 * 64) as sent_at,
        case
            when usual_event <> 'open_again' then usual_event
            when chance(i, 22) < 0.05 then 'unsubscribe'
            when chance(i, 22) < 0.055 then 'spam_complaint'
            else 'open'
        end as event
    from rows
),

timed as (
    select
        *,
        sent_at + to_seconds(cast(getvariable('patience') * case
            when event in ('sent', 'bounce') then 0
            when event = 'open' then 300 + pow(chance(i, 23), 3) * 90000
            else 90300 + chance(i, 24) * 9000
        end as bigint)) as moment
    from events
)

select
    case when fault <> 0 then row_id(if(delivery = 'bad', 'bx-', 'em-'), i) end as event_id,
    case when fault not in (1, 4) then contact_id(person) end as contact_id,
    case when fault not in (3, 5) then event end as event,
    if(campaign % 3 = 1, 'sales-', 'newsletter-') || lpad(cast(campaign as varchar), 4, '0') as campaign_id,
    row_id('message-', message) as message_id,
    case when event = 'click' then 'https://www.example.com/l/' || i % 50 end as link_url,
    case when fault <> 2 then happened_at(message, moment) end as occurred_at,
    load_of(i, delivery, moment) as loaded_at
from timed
