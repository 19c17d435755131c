{#- The rows that two relations do not have equally often. -#}
{% macro rows_that_differ(one, other, columns, where='true') -%}
    select {{ columns }}
    from (
        select {{ columns }}, 1 as times from {{ one }} where {{ where }}
        union all
        select {{ columns }}, -1 as times from {{ other }} where {{ where }}
    ) as rows_of_both
    group by {{ columns }}
    having sum(times) <> 0
{%- endmacro %}
