-- Part of int_raw_tables, which is never built without it. depends_on: {{ ref('int_raw_files') }}, {{ ref('int_erased_hashes') }}
{{ config(materialized='ephemeral') }}
with known as (
    select * from {{ own_checkpoint({'feed': 'varchar', 'read_to': 'timestamp', 'next_read_from': 'timestamp'}, of='int_raw_tables') }} as read_before
),

days as (
    {{ rows_of_days('known') }}
),

-- The watermark never passes the build's start, whatever loaded_at says.
watermarks as (
    select
        feed,
        max(loaded_at) as read_to,
        date_trunc('day', max(loaded_at)) - {{ var('late_load_days') | int }} * interval '1' day as next_read_from
    from days
    group by feed
)

select
    tables.feed,
    cast(coalesce(sum(days.rows_by_then), 0) as bigint) as found_rows_to,
    cast(coalesce(sum(days.raw_rows) filter (where days.day_loaded < known.next_read_from), 0) as bigint) as found_rows_before,
    cast(coalesce(sum(days.raw_rows), 0) as bigint) as raw_rows,
    cast(coalesce(sum(days.erased), 0) as bigint) as erased,
    watermarks.read_to,
    cast(coalesce(sum(days.rows_by_now), 0) as bigint) as rows_to,
    watermarks.next_read_from,
    cast(coalesce(sum(days.raw_rows) filter (where days.day_loaded < watermarks.next_read_from), 0) as bigint) as rows_before,
    max(days.newest_loaded_at) as newest_loaded_at,
    any_value(days.shape) as shape
from (select unnest(cast({{ changed_tables() }} as varchar[])) as feed) as tables
left join watermarks on tables.feed = watermarks.feed
left join known on tables.feed = known.feed
left join days on tables.feed = days.feed
group by tables.feed, watermarks.read_to, watermarks.next_read_from
