{#- Whether data tests look at anybody: false in a build of a large warehouse that computed nobody. Where it is, nothing is read. -#}
{% macro anybody_is_tested() -%}
    {%- set entities = ref('int_tested_entities') -%}
    {{ not execute or flags.WHICH != 'build' or run_query('select count(*) from ' ~ entities).rows[0][0] > 0 }}
{%- endmacro %}
