{#- The rows with which a stored relation answers a query, asked once a run until it changes (forget_answers): some 200 questions of a build
    have a handful of answers. -#}
{% macro answer(relation, sql) %}
    {% set answers = answers_of_run().setdefault(relation | string, {}) %}
    {% if sql not in answers %}
        {% do answers.update({sql: run_query(sql).rows}) %}
    {% endif %}
    {% do return(answers[sql]) %}
{% endmacro %}
