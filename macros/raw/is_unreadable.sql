{#- Whether there is a raw value and it cannot be read as its type. -#}
{% macro is_unreadable(type, value) -%}
    {{ value }} is not null
                and {{ read_as(type, value) }} is null
                and {{ blank_to_null('cast(' ~ value ~ ' as varchar)') }} is not null
{%- endmacro %}
