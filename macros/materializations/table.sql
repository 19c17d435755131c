{#- Made in one statement, unless a view of that name is in the way or a contract is to be kept; and a table whose meta says what it is
    made of is kept as it is while that stands still. -#}
{% materialization table, adapter='duckdb' %}
    {%- set existing, table = load_cached_relation(this), this.incorporate(type='table') -%}
    {%- if existing and stands_still(model.name) -%}
        {%- call noop_statement('main', 'KEPT') -%}{%- endcall -%}
        {{ return({'relations': [table]}) }}
    {%- endif -%}
    {%- if config.get('contract').enforced or (existing and not existing.is_table) -%}
        {{ return(dbt.materialization_table_duckdb()) }}
    {%- endif -%}
    {{ return(replaced(table)) }}
{% endmaterialization %}
