{#- Whether this run builds every model that the checkpoint, written with build_runs, speaks for. -#}
{% macro is_whole_build() %}
    {% if not execute %}{% do return(false) %}{% endif %}
    {% set wanted = ['model.lead_scoring.build_runs'] %}
    {% for id in wanted %}
        {% for parent in graph.nodes[id].depends_on.nodes if parent.startswith('model.') and parent not in wanted %}
            {% do wanted.append(parent) %}
        {% endfor %}
    {% endfor %}
    {% do return(wanted | reject('in', selected_resources) | list | length == 0) %}
{% endmacro %}
