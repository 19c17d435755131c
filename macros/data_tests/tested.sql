{#- The rows of a mart that data tests look at. A build copies those of int_tested_entities once for all tests, where many tests read the
    mart; `dbt test` alone looks at a share of everybody, in the mart as it stands. Whatever is not looked at is named before the choice,
    for what dbt parsed for one command serves the others. -#}
{% macro tested(mart, entity='entity_type, entity_id') -%}
    {%- set copy = ref('int_tested_' ~ mart) if mart in ['score_ledger', 'score_history', 'entity_scores', 'score_breakdown'] else none -%}
    {%- set whole, some, entities = ref(mart), anybody_is_tested(), tested_entities() -%}
    {%- if tests_look_at_the_build() and copy -%}
        {{ copy }}
    {%- else -%}
        (
            select * from {{ whole }}
            where {{ some }} and ({{ entity }}) in (select (tested.entity_type, tested.entity_id) from {{ entities }} as tested)
        )
    {%- endif -%}
{%- endmacro %}
