{#- Whether data tests look at what is made of these raw tables: where the build read any row of them or computed anybody they test. -#}
{% macro anything_is_read(tables=none) -%}
    {{ return(anybody_is_tested() or any_is_read(tables or raw_tables())) }}
{%- endmacro %}
