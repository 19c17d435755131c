{#- From here on a relation, or each where none is named, is asked anew: for whoever changes what `answer` was asked. -#}
{% macro forget_answers(relation=none) %}
    {% set answers = answers_of_run() %}
    {% do answers.pop(relation | string, none) if relation else answers.clear() %}
{% endmacro %}
