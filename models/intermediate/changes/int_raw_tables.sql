-- depends_on: {{ ref('int_raw_files') }}, {{ ref('int_erased_hashes') }}
with known as (
    select * from {{ own_checkpoint({'feed': 'varchar', 'read_again': 'varchar', 'reason': 'varchar', 'read_from': 'timestamp',
        'rows_read': 'bigint', 'raw_rows': 'bigint', 'erased': 'bigint', 'read_to': 'timestamp', 'rows_to': 'bigint',
        'next_read_from': 'timestamp', 'rows_before': 'bigint', 'newest_loaded_at': 'timestamp', 'shape': 'varchar'}) }} as tables_read
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
),

-- SPEC, Raw tables: what is there beside what was accounted for.
counted as (
    select
        tables.feed,
        known.next_read_from as known_read_from,
        known.read_to as known_read_to,
        known.rows_before as known_rows_before,
        known.rows_to as known_rows_to,
        known.shape as known_shape,
        watermarks.read_to,
        watermarks.next_read_from,
        any_value(days.shape) as shape,
        max(days.newest_loaded_at) as newest_loaded_at,
        cast(coalesce(sum(days.raw_rows), 0) as bigint) as raw_rows,
        cast(coalesce(sum(days.erased), 0) as bigint) as erased,
        cast(coalesce(sum(days.rows_by_now), 0) as bigint) as rows_to,
        cast(coalesce(sum(days.rows_by_then), 0) as bigint) as found_rows_to,
        cast(coalesce(sum(days.raw_rows) filter (where days.day_loaded < watermarks.next_read_from), 0) as bigint) as rows_before,
        cast(coalesce(sum(days.raw_rows) filter (where days.day_loaded < known.next_read_from), 0) as bigint) as found_rows_before
    from (select unnest(cast({{ changed_tables() }} as varchar[])) as feed) as tables
    left join watermarks on tables.feed = watermarks.feed
    left join known on tables.feed = known.feed
    left join days on tables.feed = days.feed
    group by all
),

rewritten as (
    select feed from {{ ref('int_raw_files') }}
    where status in ('rewritten', 'removed')
),

young as (
    select feed from {{ ref('int_raw_files') }}
    where status = 'young'
),

decided as (
    select
        *,
        case
            when {{ everything_is_affected() }} or known_rows_before is null then 'read for the first time'
            when {{ is_after_unfinished_run() }} then 'the build before did not end'
            when {{ erasures_changed() }} then 'erasures changed'
            when feed in (select rewritten.feed from rewritten) then 'a file of it was rewritten or removed'
            when shape <> known_shape then 'a file has other columns or types'
            when known_read_from is null then 'the build before saw no row of it with a loaded_at up to its start'
            when found_rows_before <> known_rows_before then 'rows came later than late_load_days allows'
        end as reason,
        -- Whether all that came was loaded later than all that was read: then no known row can replace it.
        coalesce(found_rows_to = known_rows_to, false) and feed not in (select young.feed from young) as is_later
    from counted
)

select
    feed,
    case when reason is null then 'new rows' else 'everything' end as read_again,
    reason,
    case when is_later then known_read_to + interval '1' microsecond else known_read_from end as read_from,
    case
        when reason is not null then raw_rows
        when is_later then raw_rows - found_rows_to
        else raw_rows - found_rows_before
    end as rows_read,
    raw_rows,
    erased,
    read_to,
    rows_to,
    next_read_from,
    rows_before,
    newest_loaded_at,
    shape
from decided
union all
select * replace ('nothing' as read_again, cast(null as varchar) as reason, 0 as rows_read)
from known
where feed not in (select decided.feed from decided)
