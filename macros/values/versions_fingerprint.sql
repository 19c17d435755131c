{#- What the versions of an entity say, and when, as a number of 128 bits; an aggregate. -#}
{% macro versions_fingerprint() -%}
    bit_xor(md5_number(cast(json_array(
        entity_type, entity_id, updated_at, account_id, contact_id, attributes, created_at, deleted_at, closed_at
    ) as varchar)))
{%- endmacro %}
