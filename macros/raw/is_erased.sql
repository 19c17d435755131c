{#- Whether any of a row's contact columns names an erased contact. -#}
{% macro is_erased(people) -%}
    {%- for person in people -%}
    not {{ is_not_erased(person) }}{{ ' or ' if not loop.last }}
    {%- else -%}
    false
    {%- endfor -%}
{%- endmacro %}
