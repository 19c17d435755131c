{#- Joins to what has a role the conditions that the role has to meet, those of one level. -#}
{% macro asked_conditions(relation, level) -%}
    inner join {{ ref('rulebook_conditions') }} as conditions
        on {{ relation }}.rule_id = conditions.rule_id
        and {{ relation }}.role = conditions.role
        and {{ relation }}.any_group = conditions.any_group
        and conditions.level = '{{ level }}'
{%- endmacro %}
