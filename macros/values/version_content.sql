{#- What a row of a version says, all but whose it is and when, as a number of 128 bits. -#}
{% macro version_content() -%}
    md5_number(attributes || cast(json_array(account_id, named_contact_id, created_at, deleted_at, closed_at) as varchar))
{%- endmacro %}
