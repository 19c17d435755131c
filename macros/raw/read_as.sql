{#- A raw value as its type, null where it cannot be read: instants in UTC of the years 1 to 9999, numbers exact to nine places, points as
    the rulebook can write them. -#}
{% macro read_as(type, value) %}
    {%- set text = 'cast(' ~ value ~ ' as varchar)' -%}
    {%- if type == 'varchar' -%}
        {{ blank_to_null(text) }}
    {%- elif type == 'number' -%}
        case
            -- A small double is exact to nine places without the way through text.
            when typeof({{ value }}) = 'DOUBLE' and abs(try_cast({{ value }} as double)) < 1000000 then try_cast({{ value }} as decimal(38, 9))
            else try_cast({{ text }} as decimal(38, 9))
        end
    {%- elif type == 'points' -%}
        case when abs(try_cast({{ text }} as decimal(38, 9))) < 10000000000 then try_cast({{ text }} as decimal(38, 9)) end
    {%- elif type == 'whole' -%}
        case when try_cast({{ text }} as decimal(38, 9)) % 1 = 0 then try_cast({{ text }} as integer) end
    {%- elif type == 'boolean' -%}
        try_cast({{ text }} as boolean)
    {%- elif type == 'timestamp' -%}
        {%- set instant -%}
            case
                when typeof({{ value }}) = 'VARCHAR' then try(try_cast({{ text }} as timestamptz) at time zone 'UTC')
                else try_cast({{ value }} as timestamp)
            end
        {%- endset -%}
        case when {{ instant }} between timestamp '0001-01-01' and timestamp '9999-12-30' then {{ instant }} end
    {%- endif -%}
{% endmacro %}
