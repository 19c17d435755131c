{#- Whether data tests look at everybody: where the var test_everything asks for it, and in a warehouse where few were known after the
    last whole build; those of this build may be being written. -#}
{% macro is_small_warehouse() -%}
    {%- set entities = stored('int_entities', schema='checkpoint') -%}
    {{ return(var('test_everything', false) or not entities
        or answer(entities, 'select count(*) from ' ~ entities)[0][0] <= var('tested_entities', 5000) | int) }}
{%- endmacro %}
