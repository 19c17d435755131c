{#- A dbt var as a text literal: whatever it holds, it stays text. -#}
{% macro quoted(value) -%}
    {{ dbt.string_literal(dbt.escape_single_quotes(value | string)) }}
{%- endmacro %}
