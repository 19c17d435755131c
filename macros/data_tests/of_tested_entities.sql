{#- A mart's own SQL over the entities, ledger, history, points and suppressed awards of those whom data tests look at: the same rows, without
    everybody's sums. None where no test is run. `copies` are marts that were copied so already, `whole` models of which the mart asks for few
    rows itself. -#}
{% macro of_tested_entities(mart, copies=[], whole=[]) %}
    {%- set query = namespace(sql=render(graph.nodes['model.lead_scoring.' ~ mart].raw_code) if execute else '') -%}
    {%- set tested = '(select * from ' ~ ref('int_tested_entities') ~ ' where ' ~ tests_are_run() ~ ')' -%}
    {%- for name in ['int_ledger', 'int_history', 'int_points_now', 'int_suppressed', 'int_entities'] if name not in whole -%}
        {%- set query.sql = query.sql | replace(ref(name) | string, rows_of(ref(name), tested)) -%}
    {%- endfor -%}
    {%- for name in copies -%}
        {%- set query.sql = query.sql | replace(ref(name) | string, ref('int_tested_' ~ name) | string) -%}
    {%- endfor -%}
    {{ query.sql }}
{% endmacro %}
