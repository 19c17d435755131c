{#- The rows in which two relations of the same columns differ, counted: those missing from `found` and those that are too many. -#}
{% macro differences(expected, found) -%}
    select 'missing' as fault, missing.* from (select * from {{ expected }} except all select * from {{ found }}) as missing
    union all
    select 'too many' as fault, surplus.* from (select * from {{ found }} except all select * from {{ expected }}) as surplus
{%- endmacro %}
