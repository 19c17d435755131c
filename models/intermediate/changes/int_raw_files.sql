-- Which files of the landing zone are not as the last whole build read them.
with found as (
    select
        null as feed,
        null as filename,
        null as size,
        null as last_modified
    where false
    {%- for table in raw_tables() if table not in var('disabled_feeds') %}
        union all
        select
            '{{ table }}' as feed,
            filename,
            size,
            last_modified
        from read_blob('{{ env_var('LEAD_SCORING_RAW_PATH', 'sample') | replace("'", "''") }}/{{ table }}/*.parquet')
    {%- endfor %}
),

files as (
    select
        feed,
        parse_filename(filename) as file,
        size,
        cast(last_modified at time zone 'UTC' as timestamp) as modified_at,
        -- Clocks of file systems are coarse: a file as young as this may change again unseen.
        cast(last_modified at time zone 'UTC' as timestamp) < {{ clock() }} - interval '3' second as is_settled
    from found
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
        else 'new'
    end as status
from files
full join known on files.feed = known.feed and files.file = known.file
