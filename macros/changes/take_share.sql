{#- From here on in_share() holds for these entities alone, in this connection: dbt has one for each model. -#}
{% macro take_share(after_key, last_key) %}
    {% do run_query('set variable after_key = ' ~ ('null' if after_key is none else after_key)) %}
    {% do run_query('set variable last_key = ' ~ ('null' if last_key is none else last_key)) %}
{% endmacro %}
