{#- The var rows_at_once; what is no number of rows never reaches the SQL. -#}
{% macro rows_at_once() -%}
    {%- set text = var('rows_at_once') | string -%}
    {%- if not modules.re.fullmatch('[1-9]\\d{0,17}', text) -%}
        {{ exceptions.raise_compiler_error("'" ~ text ~ "' is no number of rows: write rows_at_once as a whole number from 1 on.") }}
    {%- endif -%}
    {{ text }}
{%- endmacro %}
