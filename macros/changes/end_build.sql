{#- After a whole build in which nothing failed, tests included: notes it. Only what such a build left is published. -#}
{% macro end_build(results) %}
    {%- set bad = results | map(attribute='status') | map('string') | reject('in', ['success', 'pass', 'warn', 'no-op']) | list %}
    {%- if execute and flags.WHICH in ('build', 'run') and is_whole_build() and not bad %}
        create or replace table checkpoint.finished_run as select '{{ invocation_id }}' as run_id
    {%- endif %}
{% endmacro %}
