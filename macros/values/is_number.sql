{#- SPEC, score_rule_conditions: an optional sign, digits, and an optional point with digits, blanks around it ignored. -#}
{% macro is_number(text) -%}
    regexp_full_match({{ text }}, '\s*[+-]?[0-9]+(\.[0-9]+)?\s*')
{%- endmacro %}
