-- A crawler that somebody made a contact of.
select
    row_id('bw-', i) as event_id,
    contact_id(getvariable('people')) as contact_id,
    'page_view' as event,
    path_of((i * 15485863) % getvariable('pages')) as page_path,
    1e0 as duration_seconds,
    cast(null as double) as amount,
    cast(null as varchar) as properties,
    instant(i, getvariable('rows')) as occurred_at,
    night_after(instant(i, getvariable('rows'))) as loaded_at
from deliveries()
where delivery = 'first'
