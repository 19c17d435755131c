{#- The columns of a raw table with their types over all its files, as one text; null where it has no rows or is switched off. -#}
{% macro shape_of(table) -%}
    {%- if table in var('disabled_feeds') -%}
    cast(null as varchar)
    {%- else -%}
    (select typeof(landed_row) from {{ source('raw', table) }} as landed_row limit 1)
    {%- endif -%}
{%- endmacro %}
