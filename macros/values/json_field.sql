{#- What stands under a key of a JSON object, as text (SPEC, score_rule_conditions). Read by JSON pointer, so that a key is one key
    whatever characters it has. Numbers lose trailing zeros, exponents and the minus of a zero; null and blank text are not set. -#}
{% macro json_field(object, key) -%}
    {%- set pointer = "'/' || replace(replace(" ~ key ~ ", '~', '~0'), '/', '~1')" -%}
    {%- set text = "json_extract_string(" ~ object ~ ", " ~ pointer ~ ")" -%}
    case
        when json_type({{ object }}, {{ pointer }}) not in ('DOUBLE', 'BIGINT', 'UBIGINT', 'HUGEINT') then {{ blank_to_null(text) }}
        when contains(lower({{ text }}), 'e') then coalesce(
            {{ number_text("try_cast(" ~ text ~ " as decimal(38, 15))") }},
            {{ number_text("try_cast(" ~ text ~ " as decimal(38, 0))") }},
            {{ text }}
        )
        else regexp_replace({{ number_text(text) }}, '^-0$', '0')
    end
{%- endmacro %}
