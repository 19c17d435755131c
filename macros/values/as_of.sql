{#- The instant that "now" means: the var where it is set, else the clock when the view is queried. -#}
{% macro as_of() -%}
    {{ utc_timestamp(var('as_of')) if var('as_of') else clock() }}
{%- endmacro %}
