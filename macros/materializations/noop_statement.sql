{#- dbt's own, but a seed's SQL is not written to target/run: dbt joins that folder with the path of the seed, which for an absolute
    LEAD_SCORING_SEEDS_PATH is the CSV itself, and would overwrite it. -#}
{% macro noop_statement(name=None, message=None, code=None, rows_affected=None, res=None) -%}
    {%- set sql = caller() -%}
    {%- if name == 'main' and model['resource_type'] != 'seed' -%}
        {{ write(sql) }}
    {%- endif -%}
    {%- if name is not none -%}
        {{ store_raw_result(name, message=message, code=code, rows_affected=rows_affected, agate_table=res) }}
    {%- endif -%}
{%- endmacro %}
