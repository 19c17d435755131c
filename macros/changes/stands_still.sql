{#- Whether nothing that a table is made of has changed since the last whole build. Its meta names that as `made_of`: the raw tables as `raw`
    (all of them if left out), and relations with a copy in the checkpoint, each with the columns that matter; or as `changed_by` the relation
    of what is to be replaced in it, which may be left out of account. -#}
{% macro stands_still(name, but_for_changed_by=false) %}
    {% set made_of = graph.nodes['model.lead_scoring.' ~ name].config.meta.get('made_of') if execute else none %}
    {% if not made_of or everything_is_affected() or is_after_unfinished_run() %}
        {% do return(false) %}
    {% endif %}
    {% if any_is_read(made_of.get('raw', raw_tables().keys() | list)) %}
        {% do return(false) %}
    {% endif %}
    {% set changed_by = made_of.get('changed_by') if not but_for_changed_by %}
    {% if changed_by and (not stored(changed_by) or answer(stored(changed_by), 'select 1 from ' ~ stored(changed_by) ~ ' limit 1')) %}
        {% do return(false) %}
    {% endif %}
    {% for relation, columns in made_of.items() if relation not in ('raw', 'changed_by') and not stands_still(relation) %}
        {% set copy = stored(relation, schema='checkpoint') %}
        {% set now = stored(relation, schema=graph.nodes['model.lead_scoring.' ~ relation].schema) %}
        {% if not copy or not now or answer(now, rows_that_differ(now, copy, columns) ~ ' limit 1') %}
            {% do return(false) %}
        {% endif %}
    {% endfor %}
    {% do return(true) %}
{% endmacro %}
