{#- Whether a run before this one changed something and no whole build has ended since. -#}
{% macro is_after_unfinished_run() %}
    {% set runs = stored('unfinished_runs', schema='checkpoint') %}
    {% do return(runs is not none and answer(runs, "select 1 from " ~ runs ~ " where run_id <> '" ~ invocation_id ~ "' limit 1") | length > 0) %}
{% endmacro %}
