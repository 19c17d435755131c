{#- The clock in UTC, whatever the session's zone. -#}
{% macro clock() -%}
    (now() at time zone 'UTC')
{%- endmacro %}
