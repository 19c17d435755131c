{#- Whether this run builds more than views. -#}
{% macro changes_tables() %}
    {% for id in selected_resources if id.startswith('model.') and graph.nodes[id].config.materialized != 'view' %}
        {% do return(true) %}
    {% endfor %}
    {% do return(false) %}
{% endmacro %}
