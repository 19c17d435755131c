{% macro detail_field(relation, field) -%}
    case {{ field }}
        when 'value' then {{ number_text(relation ~ '.value') }}
        else {{ json_field(relation ~ '.properties', field) }}
    end
{%- endmacro %}
