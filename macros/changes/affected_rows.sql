{#- A model's rows of the affected entities (in a model that is built in shares: of those of the share), or of others that a model names, as a
    subquery: of some they are looked up, in a build from nothing all are read. -#}
{% macro affected_rows(name, entities='int_affected_entities') -%}
    {%- set rows, entities = ref(name), ref(entities) -%}
    {%- if everything_is_affected() -%}
        (select * from {{ rows }} semi join {{ entities }} using (entity_key) where {{ in_share('entity_key') }})
    {%- else -%}
        {{ rows_of(rows, '(select entity_key from ' ~ entities ~ ' where ' ~ in_share('entity_key') ~ ')') }}
    {%- endif -%}
{%- endmacro %}
