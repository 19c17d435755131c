{#- Whether data tests look at anybody: false in a build of a large warehouse that computed nobody. Where it is, nothing is read. -#}
{% macro anybody_is_tested() -%}
    {%- set entities = stored(ref('int_tested_entities').identifier) -%}
    {{ return(flags.WHICH != 'build' or not entities or run_query('select count(*) from ' ~ entities).rows[0][0] > 0) }}
{%- endmacro %}
