{#- The instant that an analysis looks at: the var day (UTC, a date means its midnight), else now, but not after the last day on which
    anything happened, so that a warehouse of the past, such as the bundled sample, is asked about its own end. -#}
{% macro instant_asked() -%}
    {%- set interactions = ref('int_interactions') -%}
    {%- if var('day', none) is not none -%}
        {{ utc_timestamp(var('day')) }}
    {%- else -%}
        (
            select least({{ as_of() }}, date_trunc('day', max(latest.occurred_at)) + interval '1' day)
            from (select occurred_at from {{ interactions }} order by occurred_at desc limit 1) as latest
        )
    {%- endif -%}
{%- endmacro %}
