{#- The standing rows of a table of versions among those that this build reads: all where those of any table of versions are read whole. -#}
{% macro landed_rows(table) -%}
    {%- set raw_table = raw_tables()[table] -%}
    {%- set said = raw_table['columns'].keys() | reject('in', raw_table['key']) | join(', ') -%}
    select
        {{ raw_table['key'] | join(', ') }},
        {{ said }},
        hash({{ said }}) as row_hash
    from ({{ standing_rows(table, 'true' if versions_are_read_whole() else is_read_again(table)) }}) as landed
{%- endmacro %}
