{#- A dbt var as a text literal: whatever it holds, it stays text. (Jinja in a var is rendered by dbt itself.) -#}
{% macro quoted(value) -%}
    {{ dbt.string_literal(dbt.escape_single_quotes(value | string)) }}
{%- endmacro %}
