{#- A model made in one statement. dbt's own makes another beside the old one and renames both, and dbt-duckdb asks the catalogue five times
    a table what may depend on it; DuckDB replaces it, and keeps the old one where the statement fails. -#}
{% macro replaced(relation) %}
    {#- What a killed run of dbt's own left beside it. -#}
    {{ drop_relation_if_exists(load_cached_relation(make_intermediate_relation(relation))) }}
    {{ drop_relation_if_exists(load_cached_relation(make_backup_relation(relation, 'table'))) }}
    {{ run_hooks(pre_hooks, inside_transaction=False) }}
    {{ run_hooks(pre_hooks, inside_transaction=True) }}
    {%- call statement('main') %}
        create or replace {{ relation.type }} {{ relation }} as (
            {{ sql }}
        )
    {%- endcall -%}
    {%- do persist_docs(relation, model) -%}
    {{ run_hooks(post_hooks, inside_transaction=True) }}
    {%- do adapter.commit() -%}
    {%- do forget_answers(relation) -%}
    {{ run_hooks(post_hooks, inside_transaction=False) }}
    {{ return({'relations': [relation]}) }}
{% endmacro %}
