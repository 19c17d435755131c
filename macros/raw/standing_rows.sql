{#- A raw table's standing rows among those that are read: neither erased nor bad, and of rows with one key the newest (SPEC, Raw tables).
    `as_landed`: of rows that are the same but for their spelling the same one stands always, for a model that shows the spelling.
    All rows of a table are read up to three times: to write them out on the way would take memory. -#}
{% macro standing_rows(table, is_read='true', as_landed=false) %}
    {%- set raw_table = raw_tables()[table] -%}
    {%- set key = raw_table['key'] | join(', ') -%}
    with good_rows as {{ 'not materialized ' if is_read | trim == 'true' }}(
        select *{{ ' exclude (landed_at, unreadable_column, raw_row)' if not as_landed }} from {{ ref('stg_' ~ table) }}
        where
            {{ is_read }}
            and rejection is null
            {%- for person in raw_table['people'] %}
            and {{ is_not_erased(person) }}
            {%- endfor %}
    ),

    -- Few keys come twice, and only their rows are put in order. Bad rows count, too: a key alone is read faster.
    repeated_keys as (
        select {{ key }} from {{ ref('stg_' ~ table) }}
        where {{ is_read }}
        group by {{ key }}
        having count(*) > 1
    ),

    contenders as (
        select
            good_rows.*,
            row_number() over (
                partition by {{ key }}
                order by
                    loaded_at desc,
                    {{ raw_table['time'] }} desc
                    {%- for column in raw_table['columns'] if column not in raw_table['key'] and column != raw_table['time'] %},
                    {{ column }} desc nulls last
                    {%- endfor %}
                    {{- ', raw_row' if as_landed }}
            ) as place
        from good_rows
        semi join repeated_keys using ({{ key }})
    )

    select * from good_rows
    anti join repeated_keys using ({{ key }})
    union all
    select * exclude (place) from contenders
    where place = 1
{% endmacro %}
