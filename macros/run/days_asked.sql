{#- The var days as an interval; what is no whole number never reaches the SQL. -#}
{% macro days_asked(default) -%}
    {%- set text = var('days', default) | string -%}
    {%- if not modules.re.fullmatch('\\d{1,5}', text) -%}
        {{ exceptions.raise_compiler_error("'" ~ text ~ "' is no number of days: write days as a whole number.") }}
    {%- endif -%}
    {{ text }} * interval '1' day
{%- endmacro %}
