{#- Fails for each entity that rows of ledger or history name and nobody knows. Where nobody went since the last build, only rows that this one
    computed can name any. -#}
{% test entity_is_known(model, column_name) %}
{%- set name, entities, changed, replaced = model.identifier, ref('int_entities'), ref('int_changed_entities'), ref('int_replaced_entities') -%}
{%- set gone = 'select 1 from ' ~ changed ~ ' anti join ' ~ entities ~ ' using (entity_key) limit 1' -%}
select distinct named.{{ column_name }}
from {{ model }} as named
anti join {{ entities }} as entities on named.{{ column_name }} = entities.entity_key
where
    {{ anything_may_differ() }}
    {%- if execute and not is_whole_tested() and not answer(changed, gone) %}
    and named.computed_at in (select replaced.computed_at from {{ replaced }} as replaced where replaced.model = '{{ name }}')
    {%- endif %}
{% endtest %}
