{#- What this run was answered, relation -> query -> rows. dbt keeps nothing from one node to the next but the graph. -#}
{% macro answers_of_run() %}
    {% do return(graph.setdefault('answers', {}).setdefault(invocation_id, {})) %}
{% endmacro %}
