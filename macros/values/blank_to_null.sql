{#- Text that is empty or white space is null; other text is kept as it came. Nearly all text begins with a visible ASCII character:
    one comparison settles that. -#}
{% macro blank_to_null(text) -%}
    {%- set white_space = " \t\n\u000b\u000c\r\u0085\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000" -%}
    case
        when {{ text }} >= '!' and {{ text }} < chr(127) then {{ text }}
        when ltrim({{ text }}, '{{ white_space }}') <> '' then {{ text }}
    end
{%- endmacro %}
