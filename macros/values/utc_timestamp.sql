{#- A dbt var as a timestamp literal; what is no timestamp never reaches the SQL. -#}
{% macro utc_timestamp(value) -%}
    {%- set text = value | string -%}
    {%- if not modules.re.fullmatch('\\d{4}-\\d\\d-\\d\\d([ T]\\d\\d:\\d\\d(:\\d\\d(\\.\\d{1,6})?)?)?', text) -%}
        {{ exceptions.raise_compiler_error("'" ~ text ~ "' is no UTC timestamp: write as_of and known_at as 2026-01-31 or 2026-01-31 12:00:00.") }}
    {%- endif -%}
    cast('{{ text }}' as timestamp)
{%- endmacro %}
