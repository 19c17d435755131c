{#- Whether a data test looks at the thing with this key: all while there are at most `at_most` of them, else about so many, chosen by a
    hash of the key and so the same in every build. The var test_everything looks at all. -#}
{% macro is_tested(key, how_many, at_most) -%}
    {%- if var('test_everything', false) -%}
        true
    {%- else -%}
        (hash({{ key }}) % 1000000 < 1000000.0 * {{ at_most | int }} / nullif({{ how_many }}, 0))
    {%- endif -%}
{%- endmacro %}
