{#- The rows of a stored table that belong to some entities, as a subquery. They are found by entity_key alone, and of the other columns
    nothing else is read: rows of one build lie together. -#}
{% macro rows_of(table, entities) -%}
    (
        select * from {{ table }}
        where rowid in (
            select rowid from {{ table }}
            where entity_key in (select asked.entity_key from {{ entities }} as asked)
        )
    )
{%- endmacro %}
