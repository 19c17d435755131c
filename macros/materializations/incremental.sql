{#- dbt's own; but what a model's meta says it is made of may stand still: then it is kept as it is. Or its meta says whose rows make its shares: then
    it is appended to in shares of affected entities, all in one transaction. Such a model has a contract, and its SQL looks at in_share(). -#}
{% materialization incremental, adapter='duckdb' %}
    {%- if load_cached_relation(this) and stands_still(model.name) -%}
        {%- call noop_statement('main', 'KEPT') -%}{%- endcall -%}
        {{ return({'relations': [this.incorporate(type='table')]}) }}
    {%- endif -%}
    {%- set shared_by = (config.get('meta') or {}).get('in_shares_of') -%}
    {%- if not shared_by -%}
        {{ return(dbt.materialization_incremental_duckdb()) }}
    {%- endif -%}
    {%- set existing, table = load_cached_relation(this), this.incorporate(type='table') -%}
    {%- set is_new = existing is none or should_full_refresh() -%}
    {%- if not is_new -%}{%- do assert_same_columns(table, sql) -%}{%- endif -%}
    {{ run_hooks(pre_hooks, inside_transaction=False) }}
    {{ run_hooks(pre_hooks, inside_transaction=True) }}
    {%- for after_key, last_key in shares(shared_by) -%}
        {%- do take_share(after_key, last_key) -%}
        {%- call statement('main') -%}
            {%- if is_new and loop.first -%}
                {{ 'drop ' ~ existing.type ~ ' ' ~ existing ~ ';' if existing }}
                {{ create_table_as(false, table, sql) }}
            {%- else -%}
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
