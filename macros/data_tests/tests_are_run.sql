{#- Whether this run has data tests to run. -#}
{% macro tests_are_run() -%}
    {%- set tests = [] -%}
    {%- for id in selected_resources if id.startswith('test.') -%}
        {%- do tests.append(id) -%}
    {%- endfor -%}
    {{ return(not execute or tests | length > 0) }}
{%- endmacro %}
