{#- Whether data tests look at anybody: false in a build of a large warehouse that computed nobody. Where it is, nothing is read. -#}
{% macro anybody_is_tested() -%}
    {%- set entities = stored('int_tested_entities') -%}
    {{ return(not tests_look_at_the_build() or not entities or run_query('select count(*) from ' ~ entities).rows[0][0] > 0
        or is_after_untested_build()) }}
{%- endmacro %}
