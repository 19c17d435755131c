{#- Whether this build reads any row of these raw tables again, as int_raw_tables decided; `whole`: whether it reads any of them whole. -#}
{% macro any_is_read(tables, whole=false) %}
    {%- set wanted = ['everything'] if whole else ['everything', 'new rows'] -%}
    {%- set decided = tables_decided() -%}
    {%- set read = [] -%}
    {%- for table in tables if table in decided and decided[table]['read_again'] in wanted -%}
        {%- do read.append(table) -%}
    {%- endfor -%}
    {{ return(not decided or read | length > 0) }}
{% endmacro %}
