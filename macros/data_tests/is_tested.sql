{#- Whether a data test looks at the thing with this key: so large a share of them as is given, chosen by a hash of the key and so the same
    in every build. The var test_everything looks at all. -#}
{% macro is_tested(key, share) -%}
    {%- if var('test_everything', false) -%}
        true
    {%- else -%}
        (hash({{ key }}) % 1000000 < 1000000 * {{ share }})
    {%- endif -%}
{%- endmacro %}
