{#- Fails for each row whose entity is unknown; where a build computed nobody, nothing can have become so. -#}
{% test entity_is_known(model, column_name) %}
select {{ column_name }} from {{ model }}
where {{ anybody_is_tested() }} and {{ column_name }} not in (select entities.entity_key from {{ ref('int_entities') }} as entities)
{% endtest %}
