{#- The rows that only one of two relations has. -#}
{% macro rows_that_differ(one, other, columns, where='true') -%}
    (select {{ columns }} from {{ one }} where {{ where }} except all select {{ columns }} from {{ other }} where {{ where }})
    union all
    (select {{ columns }} from {{ other }} where {{ where }} except all select {{ columns }} from {{ one }} where {{ where }})
{%- endmacro %}
