-- A link checker that clicks everything, also the link to unsubscribe: every fourth of its events is a set.
select
    row_id('be-', i) as event_id,
    contact_id(getvariable('people')) as contact_id,
    if(i % 4 = 0, 'unsubscribe', 'click') as event,
    'newsletter-' || lpad(cast(heavy_head(i, 25, getvariable('campaigns')) // 3 * 3 as varchar), 4, '0') as campaign_id,
    row_id('botmail-', i // 4) as message_id,
    'https://www.example.com/l/' || i % 50 as link_url,
    instant(i, getvariable('rows')) as occurred_at,
    night_after(instant(i, getvariable('rows'))) as loaded_at
from deliveries()
where delivery = 'first'
