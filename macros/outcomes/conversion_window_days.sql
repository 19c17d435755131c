{#- The var conversion_window_days; what is no whole number of days from 1 on never reaches the SQL. -#}
{% macro conversion_window_days() -%}
    {%- set text = var('conversion_window_days', 30) | string -%}
    {%- if not modules.re.fullmatch('[1-9]\\d{0,3}', text) -%}
        {{ exceptions.raise_compiler_error("'" ~ text ~ "' is no number of days: write conversion_window_days as a whole number from 1 to 9999.") }}
    {%- endif -%}
    {{ text }}
{%- endmacro %}
