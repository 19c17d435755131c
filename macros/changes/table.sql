{#- dbt-duckdb's own, but a table whose meta says what it is made of is kept as it is while that stands still. -#}
{% materialization table, adapter='duckdb' %}
    {%- if (config.get('meta') or {}).get('made_of') and load_cached_relation(this) and stands_still(model.name) -%}
        {%- call noop_statement('main', 'KEPT') -%}{%- endcall -%}
        {{ return({'relations': [this.incorporate(type='table')]}) }}
    {%- endif -%}
    {{ return(dbt.materialization_table_duckdb()) }}
{% endmaterialization %}
