{#- The raw tables of which data tests look at any row; the first of them where at none, so that there is something to select from. -#}
{% macro tables_tested() %}
    {% set tested = [] %}
    {% set switched_on = raw_tables().keys() | reject('in', var('disabled_feeds')) | list %}
    {% for table in switched_on if is_row_tested(table) | trim != 'false' %}
        {% do tested.append(table) %}
    {% endfor %}
    {% do return(tested or switched_on[:1]) %}
{% endmacro %}
