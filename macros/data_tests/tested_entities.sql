{#- The entities that data tests look at: in a whole build those of int_tested_entities; `dbt test` looks at all up to the var
    tested_entities, a deterministic share of so many where there are more. -#}
{% macro tested_entities() -%}
    {%- set of_build, everybody = ref('int_tested_entities'), ref('int_entities') -%}
    {%- if tests_look_at_the_build() -%}
        {{ of_build }}
    {%- else -%}
        (
            select * from {{ everybody }}
            where {{ is_tested("entity_type || ':' || entity_id", share_of('(select count(*) from ' ~ everybody ~ ')', var('tested_entities', 5000))) }}
        )
    {%- endif -%}
{%- endmacro %}
