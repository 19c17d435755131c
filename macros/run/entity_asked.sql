{#- The id that an analysis asks about by the var entity_id, of a merged contact its survivor's; none where it asks for nobody by name. -#}
{% macro entity_asked() %}
    {% set links = ref('int_contact_links') %}
    {% if var('entity_id', none) is none or not execute %}
        {% do return(var('entity_id', none)) %}
    {% endif %}
    {% set found = run_query(
        "select surviving_contact_id from " ~ links ~ " where merged_contact_id = " ~ quoted(var('entity_id'))
        ~ " and " ~ quoted(var('entity_type', 'contact')) ~ " = 'contact'"
    ).rows %}
    {% do return(found[0][0] if found else var('entity_id')) %}
{% endmacro %}
