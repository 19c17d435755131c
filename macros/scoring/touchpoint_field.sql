{% macro touchpoint_field(relation, field) -%}
    case {{ field }}
        when 'source' then {{ relation }}.source
        when 'event_name' then {{ relation }}.event_name
        when 'channel' then {{ relation }}.channel
        when 'target_type' then {{ relation }}.target_type
        when 'target_id' then {{ relation }}.target_id
    end
{%- endmacro %}
