{#- A raw value as its type, null where it cannot be read: instants in UTC of the years 1 to 9999, numbers exact to nine places, points as
    the rulebook can write them. -#}
{% macro read_as(type, value) %}
    {%- set text = 'cast(' ~ value ~ ' as varchar)' -%}
    {#- The narrow type is read forty times as fast, and the same but for exponents. -#}
    {%- set decimal -%}
        coalesce(
            case when not contains(lower({{ text }}), 'e') then try_cast({{ text }} as decimal(18, 9)) end,
            try_cast({{ text }} as decimal(38, 9))
        )
    {%- endset -%}
    {%- if type == 'varchar' -%}
        {{ blank_to_null(text) }}
    {%- elif type == 'number' -%}
        case
            -- A small double is exact to nine places without the way through text.
            when typeof({{ value }}) = 'DOUBLE' and abs(try_cast({{ value }} as double)) < 1000000 then try_cast({{ value }} as decimal(38, 9))
            else {{ decimal }}
        end
    {%- elif type == 'points' -%}
        case when abs({{ decimal }}) < 10000000000 then {{ decimal }} end
    {%- elif type == 'whole' -%}
        case when {{ decimal }} % 1 = 0 then try_cast({{ text }} as integer) end
    {%- elif type == 'boolean' -%}
        try_cast({{ text }} as boolean)
    {%- elif type == 'timestamp' -%}
        {%- set instant -%}
            case
                when typeof({{ value }}) = 'VARCHAR' then try(try_cast({{ text }} as timestamptz) at time zone 'UTC')
                else try_cast({{ value }} as timestamp)
            end
        {%- endset -%}
        case when {{ instant }} between {{ first_instant() }} and timestamp '9999-12-30' then {{ instant }} end
    {%- endif -%}
{% endmacro %}
