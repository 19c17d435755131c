{#- A plain number as text without trailing zeros. -#}
{% macro number_text(number) -%}
    regexp_replace(regexp_replace(cast({{ number }} as varchar), '(\.[0-9]*?)0+$', '\1'), '\.$', '')
{%- endmacro %}
