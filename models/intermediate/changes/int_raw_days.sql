-- Part of int_raw_tables, which is never built without it. depends_on: {{ ref('int_raw_files') }}, {{ ref('int_erased_hashes') }}
{{ config(materialized='ephemeral') }}
{% set changed = changed_tables() %}
{% for table in changed or ['contact_erasures'] -%}
    select
        '{{ table }}' as feed,
        date_trunc('day', loaded_at) as day_loaded,
        max(loaded_at) filter (where loaded_at <= {{ run_start() }}) as loaded_at,
        max(loaded_at) as newest_loaded_at,
        count(*) as raw_rows,
        count(*) filter (where {{ is_erased(raw_tables()[table]['people']) }}) as erased,
        -- A file with other columns or types gives its table's old rows another form, too.
        any_value({{ shape_of(table) }}) as shape
    from {{ ref('stg_' ~ table) }}
    where {{ table in changed }}
    group by day_loaded
    {{ 'union all' if not loop.last }}
{% endfor %}
