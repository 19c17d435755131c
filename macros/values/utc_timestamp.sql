{#- A dbt var as a timestamp literal; what is no timestamp never reaches the SQL. -#}
{% macro utc_timestamp(value) -%}
    {%- set text = modules.re.sub('(Z|[+]00:00)$', '', value | string) -%}
    {%- if not modules.re.fullmatch('[0-9]{4}-[0-9]{2}-[0-9]{2}([ T][0-9]{2}:[0-9]{2}(:[0-9]{2}(\\.[0-9]{1,6})?)?)?', text) -%}
        {{ exceptions.raise_compiler_error("'" ~ text ~ "' is no UTC timestamp: write as_of and known_at as 2026-01-31 or 2026-01-31 12:00:00.") }}
    {%- endif -%}
    {%- do modules.datetime.datetime.fromisoformat(text) -%}
    cast('{{ text }}' as timestamp)
{%- endmacro %}
