{#- Whether the whole build before this one ended without all its data tests passed: then what it computed is tested again. -#}
{% macro is_after_untested_build() -%}
    {%- set runs, finished = stored('build_runs', schema='main'), stored('finished_run', schema='checkpoint') -%}
    {%- set before = run_query("select max_by(run_id, started_at) from " ~ runs ~ " where run_id <> '" ~ invocation_id ~ "'").rows[0][0]
        if runs else none -%}
    {{ return(before is not none and (not finished or run_query("select run_id from " ~ finished).rows[0][0] != before)) }}
{%- endmacro %}
