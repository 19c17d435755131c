{#- Entities as the last whole build left them, where interactions that name others are all that has changed since; none where anybody may have
    gone. For who asks: depends_on int_changed_names, int_versions_fingerprint. -#}
{% macro entities_that_stand() %}
    {% set names, gone = stored('int_changed_names'), ' where not is_named limit 1' %}
    {% if execute and stands_still('int_entities', but_for_changed_by=true) and names and not answer(names, 'select 1 from ' ~ names ~ gone) %}
        {% do return(stored('int_entities', schema='checkpoint')) %}
    {% endif %}
    {% do return(none) %}
{% endmacro %}
