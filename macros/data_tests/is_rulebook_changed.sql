{#- Whether the rulebook is not that of the whole build before this one. -#}
{% macro is_rulebook_changed() -%}
    {%- set runs, fingerprint = stored('build_runs', schema='main'), rulebook_fingerprint() -%}
    {%- set before -%}
        select max_by(rulebook_fingerprint, started_at) from {{ runs }} where run_id <> '{{ invocation_id }}'
    {%- endset -%}
    {{ return(runs is none or run_query('select (' ~ fingerprint ~ ') is distinct from (' ~ before ~ ')').rows[0][0]) }}
{%- endmacro %}
