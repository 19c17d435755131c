{#- What a match needs to know of its role. -#}
{% macro role_columns(relation) -%}
    {{ relation }}.rule_id,
        {{ relation }}.rule_key,
        {{ relation }}.role,
        {{ relation }}.any_group,
        {{ relation }}.has_alternatives,
        {{ relation }}.has_attribute_conditions,
        {{ relation }}.counts_from,
        {{ relation }}.counts_to
{%- endmacro %}
