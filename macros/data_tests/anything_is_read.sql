{#- Whether this build read any raw row; `dbt test` alone looks at all. -#}
{% macro anything_is_read() -%}
    {%- set tables = stored(ref('int_raw_tables').identifier) -%}
    {{ flags.WHICH != 'build' or not tables or run_query("select count(*) from " ~ tables ~ " where read_again <> 'nothing'").rows[0][0] > 0 }}
{%- endmacro %}
