{#- The contacts, accounts and opportunities that rows name, each once; `among`: only those of another such relation. -#}
{% macro names_in(relation, among=none) %}
    {%- for type in ['contact', 'account', 'opportunity'] %}
    select distinct
        '{{ type }}' as entity_type,
        {{ type }}_id as entity_id
    from {{ relation }}
    where
        {{ type }}_id is not null
        {%- if among %}
        and {{ type }}_id in (select {{ among }}.entity_id from {{ among }} where {{ among }}.entity_type = '{{ type }}')
        {%- endif %}
    {{ 'union all' if not loop.last }}
    {%- endfor %}
{% endmacro %}
