-- depends_on: {{ ref('int_raw_files') }}, {{ ref('int_erased_hashes') }}
{% set changed = changed_tables() %}
with known as (
    select * from {{ own_checkpoint({'feed': 'varchar', 'read_again': 'varchar', 'reason': 'varchar', 'read_from': 'timestamp',
        'next_read_from': 'timestamp', 'raw_rows': 'bigint', 'erased': 'bigint', 'rows_before': 'bigint',
        'newest_loaded_at': 'timestamp', 'shape': 'varchar'}) }} as tables_read
),

days as (
    select * from {{ ref('int_raw_days') }}
),

-- The watermark never passes the build's start, whatever loaded_at says.
watermarks as (
    select
        feed,
        date_trunc('day', max(loaded_at)) - {{ var('late_load_days') | int }} * interval '1' day as next_read_from
    from days
    group by feed
),

-- SPEC, Raw tables: what is there beside what was accounted for.
counted as (
    select
        tables.feed,
        known.next_read_from as read_from,
        watermarks.next_read_from,
        known.rows_before as known_rows,
        known.shape as known_shape,
        any_value(days.shape) as shape,
        coalesce(sum(days.raw_rows) filter (where days.day_loaded < known.next_read_from), 0) as found_rows,
        coalesce(sum(days.raw_rows), 0) as raw_rows,
        coalesce(sum(days.erased), 0) as erased,
        coalesce(sum(days.raw_rows) filter (where days.day_loaded < watermarks.next_read_from), 0) as rows_before,
        max(days.newest_loaded_at) as newest_loaded_at
    from (select unnest({{ changed }}) as feed) as tables
    left join watermarks on tables.feed = watermarks.feed
    left join known on tables.feed = known.feed
    left join days on tables.feed = days.feed
    group by tables.feed, known.next_read_from, watermarks.next_read_from, known.rows_before, known.shape
),

rewritten as (
    select feed from {{ ref('int_raw_files') }}
    where status in ('rewritten', 'removed')
),

decided as (
    select
        *,
        case
            when {{ everything_is_affected() }} or known_rows is null then 'read for the first time'
            when {{ is_after_unfinished_run() }} then 'the build before did not end'
            when {{ erasures_changed() }} then 'erasures changed'
            when feed in (select rewritten.feed from rewritten) then 'a file of it was rewritten or removed'
            when shape <> known_shape then 'a file has other columns or types'
            when read_from is null then 'the build before saw no row of it with a loaded_at up to its start'
            when found_rows <> known_rows then 'rows came later than late_load_days allows'
        end as reason
    from counted
)

select
    feed,
    case when reason is null then 'new rows' else 'everything' end as read_again,
    reason,
    read_from,
    next_read_from,
    cast(raw_rows as bigint) as raw_rows,
    cast(erased as bigint) as erased,
    cast(rows_before as bigint) as rows_before,
    newest_loaded_at,
    shape
from decided
union all
select * replace ('nothing' as read_again, cast(null as varchar) as reason)
from known
where feed not in (select decided.feed from decided)
