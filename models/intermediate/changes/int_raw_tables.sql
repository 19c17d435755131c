-- depends_on: {{ ref('int_raw_files') }}, {{ ref('int_erased_hashes') }}
with known as (
    select * from {{ own_checkpoint({'feed': 'varchar', 'read_again': 'varchar', 'reason': 'varchar', 'read_from': 'timestamp',
        'rows_read': 'bigint', 'raw_rows': 'bigint', 'erased': 'bigint', 'read_to': 'timestamp', 'rows_to': 'bigint',
        'next_read_from': 'timestamp', 'rows_before': 'bigint', 'newest_loaded_at': 'timestamp', 'shape': 'varchar'}) }} as tables_read
),

rewritten as (
    select feed from {{ ref('int_raw_files') }}
    where status in ('rewritten', 'removed')
),

young as (
    select feed from {{ ref('int_raw_files') }}
    where status = 'young'
),

-- SPEC, Raw tables: what is there beside what was accounted for.
decided as (
    select
        counts.*,
        known.read_to as known_read_to,
        known.next_read_from as known_read_from,
        case
            when {{ everything_is_affected() }} or known.rows_before is null then 'read for the first time'
            when {{ is_after_unfinished_run() }} then 'the build before did not end'
            when {{ erasures_changed() }} then 'erasures changed'
            when counts.feed in (select rewritten.feed from rewritten) then 'a file of it was rewritten or removed'
            when counts.shape <> known.shape then 'a file has other columns or types'
            when known.next_read_from is null then 'the build before saw no row of it with a loaded_at up to its start'
            when counts.found_rows_before <> known.rows_before then 'rows came later than late_load_days allows'
        end as reason,
        -- Whether all that came was loaded later than all that was read: then no known row can replace it.
        coalesce(counts.found_rows_to = known.rows_to, false) and counts.feed not in (select young.feed from young) as is_later
    from {{ ref('int_raw_counts') }} as counts
    left join known on counts.feed = known.feed
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
