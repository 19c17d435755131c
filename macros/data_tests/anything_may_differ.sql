{#- Whether data tests look at what is made of these raw tables (all of them, but for versions that say what they said) and, `by_rules`, the
    rulebook: unless neither changed since it was tested. A small warehouse is always tested. The rulebook is asked last, but dbt must see at
    parsing that it is asked. -#}
{% macro anything_may_differ(tables=none, by_rules=true) -%}
    {%- set made_of = tables or (raw_tables().keys() | reject('in', [] if versions_differ() else tables_of_versions()) | list) -%}
    {{ return((not execute and is_rulebook_changed()) or is_whole_tested() or any_is_read(made_of) or (by_rules and is_rulebook_changed())) }}
{%- endmacro %}
