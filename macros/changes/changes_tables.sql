{#- Whether this run builds more than views, outcomes aside: they stand on what a build left and change nothing of it. -#}
{% macro changes_tables() %}
    {% for id in selected_resources if id.startswith('model.') and 'outcomes' not in graph.nodes[id].tags %}
        {% if graph.nodes[id].config.materialized != 'view' %}{% do return(true) %}{% endif %}
    {% endfor %}
    {% do return(false) %}
{% endmacro %}
