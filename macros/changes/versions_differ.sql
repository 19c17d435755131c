{#- Whether the last build that read any version put those of anybody in order again. For who asks: depends_on int_changed_versions. -#}
{% macro versions_differ() %}
    {% set changed = stored('int_changed_versions') %}
    {% do return(not changed or versions_are_read_whole() or answer(changed, 'select 1 from ' ~ changed ~ ' limit 1') | length > 0) %}
{% endmacro %}
