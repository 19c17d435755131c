{#- Fails for each row whose entity is unknown. -#}
{% test entity_is_known(model, column_name) %}
select {{ column_name }} from {{ model }}
where {{ anything_may_differ() }} and {{ column_name }} not in (select entities.entity_key from {{ ref('int_entities') }} as entities)
{% endtest %}
