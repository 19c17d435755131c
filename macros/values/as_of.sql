{#- The instant that "now" means: the var where it is set, else the clock when the view is queried. Nothing else asks the clock. -#}
{% macro as_of() -%}
    {%- if var('as_of') -%}
        {{ utc_timestamp(var('as_of')) }}
    {%- else -%}
        (now() at time zone 'UTC')
    {%- endif -%}
{%- endmacro %}
