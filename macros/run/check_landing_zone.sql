{#- Stops a build whose enabled feeds have no files, before anything changes. -#}
{% macro check_landing_zone() %}
    {%- if execute and flags.WHICH in ('run', 'build') -%}
        {%- set missing = [] -%}
        {%- for table in raw_tables() if table not in var('disabled_feeds') -%}
            {%- set folder = env_var('LEAD_SCORING_RAW_PATH', 'sample') ~ '/' ~ table -%}
            {%- set files = run_query("select count(*) from glob('" ~ folder | replace("'", "''") ~ "/*.parquet')") -%}
            {%- if files.rows[0][0] == 0 %}{% do missing.append(table) %}{% endif -%}
        {%- endfor -%}
        {%- if missing -%}
            {{ exceptions.raise_compiler_error(
                ("The landing zone has no files at all: is LEAD_SCORING_RAW_PATH right? " if missing | length == raw_tables() | length else "")
                ~ "No files for " ~ missing | join(', ') ~ ": expected " ~ env_var('LEAD_SCORING_RAW_PATH', 'sample') ~ "/<table>/*.parquet. "
                ~ "Put the files there, set LEAD_SCORING_RAW_PATH to the landing zone, or switch off feeds that you do not have: "
                ~ "make build DISABLED_FEEDS='" ~ missing | join(', ') ~ "', or dbt build --vars '{disabled_feeds: [" ~ missing | join(', ') ~ "]}'"
            ) }}
        {%- endif -%}
        {%- for table in var('disabled_feeds') if table not in raw_tables() -%}
            {{ exceptions.raise_compiler_error("disabled_feeds names '" ~ table ~ "', which is no raw table. There are: " ~ raw_tables().keys() | join(', ')) }}
        {%- endfor -%}
    {%- endif -%}
{% endmacro %}
