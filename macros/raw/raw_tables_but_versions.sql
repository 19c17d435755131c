{#- The raw tables whose rows are no versions of anybody. -#}
{% macro raw_tables_but_versions() %}
    {% do return(raw_tables().keys() | reject('in', ['contacts', 'accounts', 'opportunities']) | list) %}
{% endmacro %}
