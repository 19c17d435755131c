{#- Whether all versions are put in order anew: where any table of them is read whole, not only its new rows. For who asks:
    depends_on int_raw_tables. -#}
{% macro versions_are_read_whole() %}
    {% do return(any_is_read(tables_of_versions(), whole=true)) %}
{% endmacro %}
