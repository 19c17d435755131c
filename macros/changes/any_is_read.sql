{#- Whether this build reads any row of these raw tables again, as int_raw_tables decided; `whole`: whether it reads any of them whole. -#}
{% macro any_is_read(tables, whole=false) %}
    {%- set decisions = stored('int_raw_tables') -%}
    {%- set wanted = ['everything'] if whole else ['everything', 'new rows'] -%}
    {%- set known = run_query("select feed, read_again from " ~ decisions).rows if decisions else [] -%}
    {%- set read = [] -%}
    {%- for feed, read_again in known if feed in tables and read_again in wanted -%}
        {%- do read.append(feed) -%}
    {%- endfor -%}
    {{ return(known | length == 0 or read | length > 0) }}
{% endmacro %}
