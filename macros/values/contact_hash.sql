{#- A number for a contact's id, by which a scan finds its rows five times as fast as by the text. Two ids may share one. -#}
{% macro contact_hash(contact_id) -%}
    cast(md5_number_lower({{ contact_id }}) & cast(4294967295 as ubigint) as uinteger)
{%- endmacro %}
