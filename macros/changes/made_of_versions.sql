{#- What the tables of versions are made of. -#}
{% macro made_of_versions() %}
    {% do return({'raw': tables_of_versions() + ['contact_merges']}) %}
{% endmacro %}
