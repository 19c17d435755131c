{#- The raw tables that are not as the last whole build read them, or not known to be. -#}
{% macro changed_tables() %}
    {% if not stored('int_raw_files') or not stored('int_raw_tables', schema='checkpoint')
        or everything_is_affected() or is_after_unfinished_run() or erasures_changed() %}
        {% do return(raw_tables().keys() | list) %}
    {% endif %}
    {% set changed = run_query("select distinct feed from " ~ stored('int_raw_files') ~ " where status <> 'known' order by feed") %}
    {% do return(changed.columns[0].values() | list) %}
{% endmacro %}
