{#- What condition_holds reads of a row of rulebook_conditions. -#}
{% macro condition_columns() -%}
    conditions.operator,
        conditions.holds_when_not_set,
        conditions.wanted_text,
        conditions.wanted_pattern,
        conditions.wanted_values,
        conditions.low,
        conditions.high
{%- endmacro %}
