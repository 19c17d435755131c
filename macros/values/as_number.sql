{#- Text as a number, null where it is none: by a narrow type where that says it whole, which takes a thirtieth of the time. One too long for the
    wide type counts as the greatest or the least there is. -#}
{% macro as_number(text) -%}
    case
        when regexp_full_match({{ text }}, '\s*[+-]?[0-9]{1,9}(\.[0-9]{1,9})?\s*')
            then cast(try_cast({{ text }} as decimal(18, 9)) as decimal(38, 15))
        when {{ is_number(text) }}
            then coalesce(
                try_cast({{ text }} as decimal(38, 15)),
                case when contains({{ text }}, '-') then -1 else 1 end * cast('99999999999999999999999' as decimal(38, 15))
            )
    end
{%- endmacro %}
