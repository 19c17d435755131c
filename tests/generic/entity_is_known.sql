{#- Fails for each entity that rows name and nobody knows. -#}
{% test entity_is_known(model, column_name) %}
select named.{{ column_name }}
from (select distinct {{ column_name }} from {{ model }} where {{ anything_may_differ() }}) as named
anti join {{ ref('int_entities') }} as entities on named.{{ column_name }} = entities.entity_key
{% endtest %}
