{#- The raw tables that are not as the last whole build read them: a file came, went or changed, or an erasure concerns them. All of them
    where nothing can be known. -#}
{% macro changed_tables() %}
    {% if not stored('int_raw_files') or not stored('int_raw_tables', schema='checkpoint') or everything_is_affected() %}
        {% do return(raw_tables().keys() | list) %}
    {% endif %}
    {% set changed %}
        select feed from {{ stored('int_raw_files') }} where status <> 'known'
        union
        select feed from {{ stored('int_erasure_hits') }}
        order by feed
    {% endset %}
    {% do return(run_query(changed).columns[0].values() | list) %}
{% endmacro %}
