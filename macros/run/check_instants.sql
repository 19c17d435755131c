{#- Stops a build whose as_of or known_at is no instant, one with known_at into a warehouse built without it, and the reverse. -#}
{% macro check_instants() %}
    {%- for instant in [var('as_of'), var('known_at')] if instant %}{% do utc_timestamp(instant) %}{% endfor -%}
    {%- if execute and flags.WHICH in ('run', 'build') -%}
        {%- set build_runs = adapter.get_relation(database=target.database, schema=target.schema, identifier='build_runs') -%}
        {%- if build_runs -%}
            {%- set last = run_query('select known_at from ' ~ build_runs ~ ' order by finished_at desc limit 1') -%}
            {%- set was_set = last.rows | length > 0 and last.rows[0][0] is not none -%}
            {%- if last.rows | length > 0 and was_set != (var('known_at') is not none) -%}
                {{ exceptions.raise_compiler_error(
                    "This warehouse was built " ~ ("with known_at " ~ last.rows[0][0] if was_set else "without known_at") ~ " and stays so. "
                    ~ "Give a build with another view of the past a file of its own: LEAD_SCORING_DUCKDB_PATH=known_then.duckdb dbt build ..."
                ) }}
            {%- endif -%}
        {%- endif -%}
    {%- endif -%}
{% endmacro %}
