{% macro is_json_object(text) -%}
    (json_valid({{ text }}) and starts_with(ltrim({{ text }}, '{{ " \t\n\r" }}'), '{'))
{%- endmacro %}
