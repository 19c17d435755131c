{#- Whether all is to be computed from nothing: in the first build, and from the mark that begin_build sets until a whole build has ended. -#}
{% macro everything_is_affected() %}
    {% set queue = stored('int_affected_entities') %}
    {% if not queue %}{% do return(true) %}{% endif %}
    {% do return(answer(queue, 'select 1 from ' ~ queue ~ ' where entity_key is null limit 1') | length > 0) %}
{% endmacro %}
