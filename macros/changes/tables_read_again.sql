{#- Those of the raw tables of which this build reads any row again; the first of them where it reads none, so that there is something to
    select from. -#}
{% macro tables_read_again(tables) %}
    {% set read = [] %}
    {% for table in tables if is_read_again(table) | trim != 'false' %}
        {% do read.append(table) %}
    {% endfor %}
    {% do return(read or tables[:1]) %}
{% endmacro %}
