{#- All files of a raw table under the columns of its contract: a column that no file has is null, a feed switched off is empty. -#}
{% macro landing_zone(table) %}
    select
        {% for column in raw_tables()[table]['columns'] -%}
        null as {{ column }},
        {% endfor -%}
        null as loaded_at
    where false
    {%- if table not in var('disabled_feeds') %}
    union all by name
    select * from {{ source('raw', table) }}
    {%- endif %}
{% endmacro %}
