{#- Text as a number, null where it is none. One too long for the type counts as the greatest or the least there is. -#}
{% macro as_number(text) -%}
    case
        when {{ is_number(text) }}
            then coalesce(
                try_cast({{ text }} as decimal(38, 15)),
                case when contains({{ text }}, '-') then -1 else 1 end * cast('99999999999999999999999' as decimal(38, 15))
            )
    end
{%- endmacro %}
