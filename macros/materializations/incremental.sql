{#- dbt's own where rows are replaced by a key; what is only appended goes in without a copy on the way. What a model's meta says it is made of may
    stand still: then it is kept as it is. Or its meta says whose rows make its shares: then it is appended to in shares of affected entities, all in
    one transaction, and its SQL looks at in_share(). -#}
{% materialization incremental, adapter='duckdb' %}
    {%- set existing, table = load_cached_relation(this), this.incorporate(type='table') -%}
    {%- if existing and stands_still(model.name) -%}
        {%- call noop_statement('main', 'KEPT') -%}{%- endcall -%}
        {{ return({'relations': [table]}) }}
    {%- endif -%}
    {%- if config.get('incremental_strategy') != 'append' -%}
        {{ return(dbt.materialization_incremental_duckdb()) }}
    {%- endif -%}
    {{ return(appended(existing, table)) }}
{% endmaterialization %}
