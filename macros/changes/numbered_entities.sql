{#- Entities and their numbers as the last whole build left them, and where there was another try since, as that left them, too; `among`: only
    those that it names, also those of this build. -#}
{% macro numbered_entities(among=none) -%}
    {%- set kept = [stored('int_entities', schema='checkpoint')] | select | list -%}
    {%- if stored('int_entities') and (among or not kept or is_after_unfinished_run()) -%}{%- do kept.append(stored('int_entities')) -%}{%- endif -%}
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
