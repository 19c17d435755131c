{#- The files of the landing zone as they are now, one row each. -#}
{% macro files_found() %}
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
    )

    select
        feed,
        parse_filename(filename) as file,
        size,
        cast(last_modified at time zone 'UTC' as timestamp) as modified_at,
        -- Clocks of file systems are coarse: a file as young as this may change again unseen.
        cast(last_modified at time zone 'UTC' as timestamp) < {{ clock() }} - interval '3' second as is_settled
    from found
{% endmacro %}
