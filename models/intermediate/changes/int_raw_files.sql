-- Which files of the landing zone are not as the last whole build read them.
with files as (
    {{ files_found() }}
),

known as (
    select *
    from {{ own_checkpoint({'feed': 'varchar', 'file': 'varchar', 'size': 'bigint', 'modified_at': 'timestamp', 'is_settled': 'boolean',
        'status': 'varchar'}) }} as files_read
    where status <> 'removed'
)

select
    coalesce(files.feed, known.feed) as feed,
    coalesce(files.file, known.file) as file,
    files.size,
    files.modified_at,
    files.is_settled,
    case
        when files.file is null then 'removed'
        when known.file is null then 'new'
        when (files.size, files.modified_at) <> (known.size, known.modified_at) then 'rewritten'
        when known.is_settled then 'known'
        else 'young'
    end as status
from files
full join known on files.feed = known.feed and files.file = known.file
