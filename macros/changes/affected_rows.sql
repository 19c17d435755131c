{#- A model's rows of the affected entities, as a subquery: of some they are looked up, in a build from nothing all are read. -#}
{% macro affected_rows(name) -%}
    {%- set rows, affected = ref(name), ref('int_affected_entities') -%}
    {{ '(select * from ' ~ rows ~ ' semi join ' ~ affected ~ ' using (entity_key))' if everything_is_affected() else rows_of(rows, affected) }}
{%- endmacro %}
