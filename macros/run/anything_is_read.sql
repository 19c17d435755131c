{#- Whether this build read any raw row; `dbt test` alone looks at all. -#}
{% macro anything_is_read() -%}
    {%- set tables = ref('int_raw_tables') -%}
    {{ not execute or flags.WHICH != 'build' or run_query("select count(*) from " ~ tables ~ " where read_again <> 'nothing'").rows[0][0] > 0 }}
{%- endmacro %}
