{#- Whether data tests look at everybody: in a warehouse of few, and where the var test_everything asks for it. -#}
{% macro is_small_warehouse() -%}
    {%- set entities = stored('int_entities') -%}
    {{ return(var('test_everything', false) or not entities
        or run_query('select count(*) from ' ~ entities).rows[0][0] <= var('tested_entities', 5000) | int) }}
{%- endmacro %}
