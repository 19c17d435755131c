{#- Entities and their numbers as this build's last try and the last whole build left them; `among`: only those that it names. -#}
{% macro numbered_entities(among=none) -%}
    {%- set kept = [stored('int_entities'), stored('int_entities', schema='checkpoint')] | select | list -%}
    {%- for relation in kept %}
    select
        entity_type,
        entity_id,
        entity_key
    from {{ relation }}
    {{ 'semi join ' ~ among ~ ' using (entity_type, entity_id)' if among }}
    {{ 'union' if not loop.last }}
    {%- else %}
    select
        '' as entity_type,
        '' as entity_id,
        cast(null as integer) as entity_key
    where false
    {%- endfor %}
{%- endmacro %}
