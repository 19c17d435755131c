{#- A model's rows of the affected entities, or of others that a model names, as a subquery: of some they are looked up, in a build from
    nothing all are read. -#}
{% macro affected_rows(name, entities='int_affected_entities') -%}
    {%- set rows, entities = ref(name), ref(entities) -%}
    {{ '(select * from ' ~ rows ~ ' semi join ' ~ entities ~ ' using (entity_key))' if everything_is_affected() else rows_of(rows, entities) }}
{%- endmacro %}
