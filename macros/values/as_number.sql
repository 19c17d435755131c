{% macro as_number(text) -%}
    case when {{ is_number(text) }} then try_cast({{ text }} as decimal(38, 9)) end
{%- endmacro %}
