{#- dbt's own, unless a model's meta says that it is built in shares: so many affected entities at once as memory holds, in one transaction. -#}
{% materialization incremental, adapter='duckdb' %}
    {%- if not (config.get('meta') or {}).get('in_shares') -%}
        {{ return(dbt.materialization_incremental_duckdb()) }}
    {%- endif -%}
    {%- set existing, table = load_cached_relation(this), this.incorporate(type='table') -%}
    {%- set is_new = existing is none or should_full_refresh() -%}
    {%- do take_share(none, none) -%}
    {{ run_hooks(pre_hooks, inside_transaction=False) }}
    {{ run_hooks(pre_hooks, inside_transaction=True) }}
    {%- for after_key, last_key in shares() -%}
        {%- do take_share(after_key, last_key) -%}
        {%- call statement('main') -%}
            {%- if is_new and loop.first -%}
                drop table if exists {{ table }};
                {{ create_table_as(false, table, sql) }}
            {%- else -%}
                {{ get_assert_columns_equivalent(sql) if loop.first }}
                insert into {{ table }} {{ get_column_names() }} (
                    {{ get_select_subquery(sql) }}
                )
            {%- endif -%}
        {%- endcall -%}
    {%- endfor -%}
    {%- do take_share(none, none) -%}
    {%- do persist_docs(table, model) -%}
    {{ run_hooks(post_hooks, inside_transaction=True) }}
    {%- do adapter.commit() -%}
    {{ run_hooks(post_hooks, inside_transaction=False) }}
    {{ return({'relations': [table]}) }}
{% endmaterialization %}
