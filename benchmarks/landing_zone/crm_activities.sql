-- Channels without a feed of their own; companies whose person is unknown; what the CRM records of deals.
with rows as (
    select
        i,
        delivery,
        fault_of(i, delivery) as fault,
        instant(i, getvariable('rows')) as moment,
        chance(i, 70) as kind,
        cast(floor(chance(i, 71) * getvariable('deals')) as bigint) as deal,
        one_of(i, 72, [
            'video_watched', 'video_watched', 'video_watched', 'ad_clicked', 'ad_clicked', 'ad_shown', 'ad_shown', 'survey_answered',
            'social_commented', 'social_followed', 'support_ticket_opened', 'whatsapp_replied', 'whatsapp_sent', 'demo_requested', 'fax_received'
        ]) as activity
    from deliveries()
)

select
    case when fault <> 0 then row_id(if(delivery = 'bad', 'bx-', 'cr-'), i) end as activity_id,
    case when fault in (1, 4) or kind < 0.1 then null when kind < 0.25 then contact_id(member(deal)) else contact_id(busy_person(i, 73)) end
        as contact_id,
    case when fault not in (1, 4) and kind < 0.1 then account_id(cast(floor(chance(i, 74) * getvariable('accounts')) as bigint)) end as account_id,
    case when fault not in (1, 4) and kind between 0.1 and 0.25 then opportunity_id(deal) end as opportunity_id,
    case
        when fault = 3 then null
        when kind < 0.1 then 'ad_clicked'
        when kind < 0.25 then one_of(i, 75, ['meeting_held', 'meeting_held', 'meeting_held', 'quote_sent', 'deal_closed'])
        else activity
    end as activity,
    case when kind between 0.1 and 0.25 then 'deal' else 'asset' end as subject_type,
    case when kind between 0.1 and 0.25 then opportunity_id(deal) else 'asset-' || heavy_head(i, 76, 200) end as subject_id,
    case when activity = 'video_watched' then floor(chance(i, 77) * 100) end as value,
    case when fault = 5 then '{"rating": ' when activity = 'survey_answered' then '{"rating": ' || i % 10 || '}' end as properties,
    case when fault <> 2 then happened_at(i, moment) end as occurred_at,
    load_of(i, delivery, moment) as loaded_at
from rows
