{#- Fails for each combination of columns that stands in several rows or lacks one of them; nulls that are allowed equal each other.
    `entity`: the model's entity_type and entity_id, or its entity_key alone, where the entities that data tests look at are enough. -#}
{% test unique_combination(model, combination, may_be_null=[], entity=[]) %}
select
    {{ combination | join(', ') }},
    count(*) as number_of_rows
from {{ model }}
{%- if entity | length == 2 %}
where ({{ entity | join(', ') }}) in (select (tested.entity_type, tested.entity_id) from ({{ tested_entities() }}) as tested)
{%- elif entity | length == 1 %}
where {{ entity[0] }} in (
    select entities.entity_key
    from {{ ref('int_entities') }} as entities
    where (entities.entity_type, entities.entity_id) in (select (tested.entity_type, tested.entity_id) from ({{ tested_entities() }}) as tested)
)
{%- endif %}
group by {{ combination | join(', ') }}
having
    count(*) > 1
    {%- for column in combination if column not in may_be_null %}
    or {{ column }} is null
    {%- endfor %}
{% endtest %}
