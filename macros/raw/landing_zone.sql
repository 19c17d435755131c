{#- All files of a raw table under the columns of its contract: a column that no file has is null, a feed switched off is empty. -#}
{% macro landing_zone(table) %}
    {%- set sql_types = {'varchar': 'varchar', 'number': 'integer', 'whole': 'integer', 'boolean': 'boolean', 'timestamp': 'timestamp'} -%}
    select
        {% for column, type in raw_tables()[table]['columns'].items() -%}
        cast(null as {{ sql_types[type] }}) as {{ column }},
        {% endfor -%}
        cast(null as timestamp) as loaded_at
    where false
    {%- if table not in var('disabled_feeds') %}
    union all by name
    select * from {{ source('raw', table) }}
    {%- endif %}
{% endmacro %}
