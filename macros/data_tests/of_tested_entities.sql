{#- A mart's own SQL over the entities, ledger and history of those whom data tests look at: the same rows, without everybody's sums. -#}
{% macro of_tested_entities(mart) %}
    {%- set query = namespace(sql=render(graph.nodes['model.lead_scoring.' ~ mart].raw_code) if execute else '') -%}
    {%- for name in ['int_ledger', 'int_history', 'int_entities'] -%}
        {%- set rows -%}
            (select * from {{ ref(name) }} where entity_key in (select tested.entity_key from {{ ref('int_tested_entities') }} as tested))
        {%- endset -%}
        {%- set query.sql = query.sql | replace(ref(name) | string, rows) -%}
    {%- endfor -%}
    {%- set standing = ref('int_standing_scores') | string -%}
    {%- if standing in query.sql -%}
        {%- set query.sql = query.sql | replace(standing, '(' ~ of_tested_entities('int_standing_scores') ~ ')') -%}
    {%- endif -%}
    {{ query.sql }}
{% endmacro %}
