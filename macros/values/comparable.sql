{#- Text such that two texts are equal in a condition when these are: numbers in one spelling, all else in lower case. -#}
{% macro comparable(text) -%}
    {%- set digits = "regexp_replace(" ~ text ~ ", '[\\s+-]', '', 'g')" -%}
    case
        when not {{ is_number(text) }} then lower({{ text }})
        else regexp_replace(
            case when contains({{ text }}, '-') then '-' else '' end
            || coalesce(nullif(ltrim(split_part({{ digits }}, '.', 1), '0'), ''), '0')
            || coalesce('.' || nullif(rtrim(split_part({{ digits }}, '.', 2), '0'), ''), ''),
            '^-0$', '0'
        )
    end
{%- endmacro %}
