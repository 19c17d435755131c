{#- The share of so many things that is about `at_most` of them; more than all where there are fewer. -#}
{% macro share_of(how_many, at_most) -%}
    {{ at_most | int }}.0 / nullif({{ how_many }}, 0)
{%- endmacro %}
