{#- Whether data tests look at what is made of these raw tables and the rulebook: unless neither changed since it was tested. A small
    warehouse is always tested. -#}
{% macro anything_may_differ(tables=none) -%}
    {%- set is_other_rulebook = is_rulebook_changed() -%}
    {{ return(anybody_is_tested() or any_is_read(tables or raw_tables()) or is_other_rulebook) }}
{%- endmacro %}
