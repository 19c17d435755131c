{#- on_schema_change='fail': rows are not fitted into a table that has other columns or types than their query. -#}
{% macro assert_same_columns(table, sql) %}
    {% set stands = 'select column_name, column_type from (describe ' ~ table ~ ')' %}
    {% set comes = 'select column_name, column_type from (describe (' ~ sql ~ '))' %}
    {% set differ = '((' ~ stands ~ ' except ' ~ comes ~ ') union (' ~ comes ~ ' except ' ~ stands ~ ')) order by all' %}
    {% set columns = run_query(differ).rows | map('join', ' ') | join(', ') %}
    {% if columns %}
        {% do exceptions.raise_compiler_error(
            table ~ ' was changed from outside, it differs from its model in ' ~ columns ~ ': run dbt build --full-refresh'
        ) %}
    {% endif %}
{% endmacro %}
