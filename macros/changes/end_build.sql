{#- After a whole build: says whom it computed and why, and where nothing failed, tests included, notes that. Only what such a build left is
    published; where it left tests out, the next tests what it computed. -#}
{% macro end_build(results) %}
    {%- set bad = results | map(attribute='status') | map('string') | reject('in', ['success', 'pass', 'warn', 'no-op']) | list %}
    {%- if execute and flags.WHICH in ('build', 'run') and is_whole_build() %}
        {%- do say_why() %}
        {%- if not bad %}
            create or replace table checkpoint.finished_run as select '{{ invocation_id }}' as run_id;
            {%- if are_all_tests_run() %}
            create or replace table checkpoint.tested_build as
            select '{{ invocation_id }}' as run_id, '{{ marts_fingerprint() }}' as marts, fingerprint as seeds from checkpoint.shown_seeds;
            {%- endif %}
        {%- endif %}
    {%- endif %}
{% endmacro %}
