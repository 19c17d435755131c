{#- How many keys of a JSON object have a value that is neither null nor blank text; none in an object that is null. -#}
{% macro number_of_answers(answers) -%}
    coalesce(len(list_filter(
        list_distinct(json_keys({{ answers }})), lambda answer: {{ json_field(answers, 'answer') }} is not null
    )), 0)
{%- endmacro %}
