{#- A model's rows of the affected entities or more: in a build from nothing the model itself. -#}
{% macro affected_rows(name) -%}
    {{ ref(name) if everything_is_affected() else rows_of(ref(name), ref('int_affected_entities')) }}
{%- endmacro %}
