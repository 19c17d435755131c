{#- When this run began, UTC; the same for all of its models. -#}
{% macro run_start() -%}
    {{ utc_timestamp(run_started_at.strftime('%Y-%m-%d %H:%M:%S.%f')) }}
{%- endmacro %}
