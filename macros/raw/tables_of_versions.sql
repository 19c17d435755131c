{#- The raw tables whose rows are versions of entities. -#}
{% macro tables_of_versions() %}
    {% do return(['contacts', 'accounts', 'opportunities']) %}
{% endmacro %}
