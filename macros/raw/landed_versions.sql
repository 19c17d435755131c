{#- The standing rows of a table of versions among those that this build reads: all where those of any table of versions are read whole. -#}
{% macro landed_versions(table) -%}
    {{ standing_rows(table, 'true' if versions_are_read_whole() else is_read_again(table)) }}
{%- endmacro %}
