{#- Whether two rows differ in any of the columns, nulls counting as values. -#}
{% macro differs(columns, one, other) -%}
    (
        {%- for column in columns.split(',') %}
        {{ one }}.{{ column | trim }} is distinct from {{ other }}.{{ column | trim }}{{ ' or' if not loop.last }}
        {%- endfor %}
    )
{%- endmacro %}
