{#- Whether the data tests of this run look at what the build computed. Without int_tested_entities among what is built, and in `dbt test`,
    they look at a share of everybody. -#}
{% macro tests_look_at_the_build() -%}
    {{ return(flags.WHICH == 'build' and (not execute or 'model.lead_scoring.int_tested_entities' in selected_resources)) }}
{%- endmacro %}
