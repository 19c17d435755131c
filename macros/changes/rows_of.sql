{#- The rows of a stored table that belong to some entities, as a subquery. They are found by entity_key alone, and of the other columns
    nothing else is read: rows of one build lie together. Where the last build of ledger or history replaced an entity, all its rows are of that
    build, and found by its time. -#}
{% macro rows_of(table, entities) -%}
    {%- set name, replaced = (table | string).split('.') | last | replace('"', ''), stored('int_replaced_entities') -%}
    {%- set is_noted = replaced and name in ['int_ledger', 'int_history'] -%}
    (
        {%- if is_noted %}
        select * from {{ table }}
        where
            computed_at in (select replaced.computed_at from {{ replaced }} as replaced where replaced.model = '{{ name }}')
            and entity_key in (select asked.entity_key from {{ entities }} as asked)
        union all
        {%- endif %}
        select * from {{ table }}
        where rowid in (
            select rowid from {{ table }}
            where entity_key in (
                select asked.entity_key from {{ entities }} as asked
                {%- if is_noted %}
                where asked.entity_key not in (select replaced.entity_key from {{ replaced }} as replaced where replaced.model = '{{ name }}')
                {%- endif %}
            )
        )
    )
{%- endmacro %}
