{% macro is_not_erased(contact_id) -%}
    coalesce({{ contact_id }} not in (select erased_contacts.contact_id from {{ ref('int_erased_contacts') }} as erased_contacts), true)
{%- endmacro %}
