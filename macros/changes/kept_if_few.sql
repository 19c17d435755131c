{#- How a CTE that several others read is treated: the rows of some entities are kept; those of everybody would go to disk and are computed
    again in each place. -#}
{% macro kept_if_few() -%}
    {{ 'not materialized' if everything_is_affected() else 'materialized' }}
{%- endmacro %}
