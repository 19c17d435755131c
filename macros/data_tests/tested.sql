{#- The rows of a mart that data tests look at: in a build those of int_tested_entities, copied once for all tests where many read the mart;
    `dbt test` alone looks at a share of everybody, in the mart as it stands. Whatever is not looked at is named before the choice, for
    what dbt parsed for one command serves the others. -#}
{% macro tested(mart, entity='entity_type, entity_id') -%}
    {%- set of_build, whole, entities = ref('int_tested_' ~ mart), ref(mart), tested_entities() -%}
    {%- if tests_look_at_the_build() -%}
        {{ of_build }}
    {%- else -%}
        (
            select * from {{ whole }}
            where ({{ entity }}) in (select (tested.entity_type, tested.entity_id) from {{ entities }} as tested)
        )
    {%- endif -%}
{%- endmacro %}
