{#- A raw value as its type, null where it cannot be read: instants in UTC, numbers exact to nine places. -#}
{% macro read_as(type, value) %}
    {%- if type == 'varchar' -%}
        {{ blank_to_null('cast(' ~ value ~ ' as varchar)') }}
    {%- elif type == 'number' -%}
        try_cast(cast({{ value }} as varchar) as decimal(38, 9))
    {%- elif type == 'whole' -%}
        case when try_cast(cast({{ value }} as varchar) as decimal(38, 9)) % 1 = 0 then try_cast(cast({{ value }} as varchar) as integer) end
    {%- elif type == 'boolean' -%}
        try_cast(cast({{ value }} as varchar) as boolean)
    {%- elif type == 'timestamp' -%}
        case
            when typeof({{ value }}) = 'VARCHAR' then try_cast(cast({{ value }} as varchar) as timestamptz) at time zone 'UTC'
            when isfinite(try_cast({{ value }} as timestamp)) then try_cast({{ value }} as timestamp)
        end
    {%- endif -%}
{% endmacro %}
