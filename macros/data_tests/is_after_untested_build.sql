{#- Whether the whole build before this one ended without all data tests, or one of them failed, or marts and tests were others: then what it
    computed is tested again. -#}
{% macro is_after_untested_build() -%}
    {%- set runs, tested = stored('build_runs', schema='main'), stored('tested_build', schema='checkpoint') -%}
    {%- set before = run_query("select max_by(run_id, started_at) from " ~ runs ~ " where run_id <> '" ~ invocation_id ~ "'").rows[0][0]
        if runs else none -%}
    {{ return(before is not none and (not tested
        or run_query("select run_id, marts from " ~ tested).rows[0].values() != (before, marts_fingerprint()))) }}
{%- endmacro %}
