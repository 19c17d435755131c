{#- The raw tables that are not as the last whole build read them, or not known to be. -#}
{% macro changed_tables() %}
    {% set files = stored('int_raw_files') %}
    {% if not files or not stored('int_raw_tables', schema='checkpoint')
        or everything_is_affected() or is_after_unfinished_run() or erasures_changed() %}
        {% do return(raw_tables().keys() | list) %}
    {% endif %}
    {% set changed = answer(files, "select distinct feed from " ~ files ~ " where status <> 'known' order by feed") %}
    {% do return(changed | map(attribute='feed') | list) %}
{% endmacro %}
