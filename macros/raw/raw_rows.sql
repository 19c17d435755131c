{#- The rows of a raw table: typed columns, the first column that could not be read as its type, and the row as it came. -#}
{% macro raw_rows(table, whenever_loaded=false) %}
    {%- set columns = raw_tables()[table]['columns'] -%}
    select
        {% for column, type in columns.items() -%}
        {{ read_as(type, 'the_landed_row.' ~ column) }} as {{ column }},
        {% endfor -%}
        the_landed_row.loaded_at as landed_at,
        {{ read_as('timestamp', 'the_landed_row.loaded_at') }} as loaded_at,
        case
            {%- for column, type in columns.items() if type != 'varchar' %}
            when {{ is_unreadable(type, 'the_landed_row.' ~ column) }} then '{{ column }}'
            {%- endfor %}
            when {{ is_unreadable('timestamp', 'the_landed_row.loaded_at') }} then 'loaded_at'
        end as unreadable_column,
        cast(to_json(the_landed_row) as varchar) as raw_row
    from ({{ landing_zone(table) }}) as the_landed_row
    {%- if not whenever_loaded %}
    where {{ is_known(read_as('timestamp', 'the_landed_row.loaded_at')) }}
    {%- endif %}
{% endmacro %}
