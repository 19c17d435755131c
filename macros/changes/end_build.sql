{#- After a whole build: says whom it computed and why, and where nothing failed, tests included, notes that. Only what such a build left is
    published; where it ran no tests, the next tests what it computed. -#}
{% macro end_build(results) %}
    {%- set bad = results | map(attribute='status') | map('string') | reject('in', ['success', 'pass', 'warn', 'no-op']) | list %}
    {%- if execute and flags.WHICH in ('build', 'run') and is_whole_build() %}
        {%- do say_why() %}
        {%- if not bad %}
            create or replace table checkpoint.finished_run as select '{{ invocation_id }}' as run_id;
            {%- if tests_are_run() %}
            create or replace table checkpoint.tested_run as select '{{ invocation_id }}' as run_id;
            {%- endif %}
        {%- endif %}
    {%- endif %}
{% endmacro %}
