{#- In the log, as in build_runs: how many entities this run computed, and why. -#}
{% macro say_why() %}
    {%- set runs = stored('build_runs', schema='main') -%}
    {%- set reasons -%}
        select reason, entities from {{ runs }}
        where run_id = '{{ invocation_id }}'
        order by entities desc, reason
    {%- endset -%}
    {%- for reason, entities in (run_query(reasons).rows if runs else []) -%}
        {%- do log('Computed: ' ~ entities ~ ' entities, ' ~ reason, info=true) -%}
    {%- endfor -%}
{% endmacro %}
