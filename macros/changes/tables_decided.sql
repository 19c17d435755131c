{#- What int_raw_tables decided, raw table -> row; empty where it never did. -#}
{% macro tables_decided() %}
    {% set decisions, tables = stored('int_raw_tables'), {} %}
    {% for row in (answer(decisions, 'select * from ' ~ decisions) if decisions else []) %}
        {% do tables.update({row['feed']: row}) %}
    {% endfor %}
    {% do return(tables) %}
{% endmacro %}
