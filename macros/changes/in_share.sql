{#- Whether an entity is of the share that is being computed: bounds known before a table is read, so that the others' rows are not. -#}
{% macro in_share(entity_key) -%}
    {{ entity_key }} between coalesce(getvariable('after_key') + 1, 0) and coalesce(getvariable('last_key'), 2147483647)
{%- endmacro %}
