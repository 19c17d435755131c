{#- Made in one statement, unless a table of that name is in the way. -#}
{% materialization view, adapter='duckdb' %}
    {%- set existing = load_cached_relation(this) -%}
    {%- if existing and not existing.is_view -%}
        {{ return(dbt.materialization_view_default()) }}
    {%- endif -%}
    {{ return(replaced(this.incorporate(type='view'))) }}
{% endmaterialization %}
