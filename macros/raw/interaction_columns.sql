{#- The columns that all feeds share once they are normalised. -#}
{% macro interaction_columns() -%}
    interaction_id, source, event_name, contact_id, account_id, opportunity_id, target_type, target_id, value, properties,
    occurred_at, loaded_at
{%- endmacro %}
