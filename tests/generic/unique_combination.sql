{#- Fails for each combination of columns that stands in several rows or lacks one of them; nulls that are allowed equal each other.
    Of a `mart`, or of a model by `entity_key`, the entities that data tests look at are enough; what builds only
    read into, `when_read`: of the raw tables, or of `interactions` alone. -#}
{% test unique_combination(model, combination, may_be_null=[], mart=none, entity_key=none, when_read=false) %}
select
    {{ combination | join(', ') }},
    count(*) as number_of_rows
from {{ tested(mart) if mart else model }}
{%- if entity_key %}
where {{ entity_key }} in (select tested.entity_key from {{ tested_entities() }} as tested)
{%- elif when_read %}
where {{ anything_may_differ(interaction_feeds() + ['contact_merges'] if when_read == 'interactions' else none) }}
{%- endif %}
group by {{ combination | join(', ') }}
having
    count(*) > 1
    {%- for column in combination if column not in may_be_null %}
    or {{ column }} is null
    {%- endfor %}
{% endtest %}
