{#- Whether a column has the value of a var; without the var every row is asked for. -#}
{% macro is_asked(column, name) -%}
    {{ column ~ ' = ' ~ quoted(var(name)) if var(name, none) is not none else 'true' }}
{%- endmacro %}
