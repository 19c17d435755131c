{#- Rows of the raw tables that are not as the last whole build read them, one row a raw table and day loaded; `known`: how far that build had
    read each. For who asks: depends_on int_raw_files, int_erased_hashes. -#}
{% macro rows_of_days(known) %}
    {%- set changed = changed_tables() -%}
    {%- for table in changed or ['contact_erasures'] %}
    select
        '{{ table }}' as feed,
        date_trunc('day', loaded_at) as day_loaded,
        max(loaded_at) filter (where loaded_at <= {{ run_start() }}) as loaded_at,
        max(loaded_at) as newest_loaded_at,
        count(*) as raw_rows,
        count(*) filter (where loaded_at <= {{ run_start() }}) as rows_by_now,
        count(*) filter (where loaded_at <= {{ known }}.read_to) as rows_by_then,
        count(*) filter (where {{ is_erased(raw_tables()[table]['people']) }}) as erased,
        -- A file with other columns or types gives its table's old rows another form, too.
        any_value({{ shape_of(table) }}) as shape
    from {{ ref('stg_' ~ table) }}
    left join {{ known }} on {{ known }}.feed = '{{ table }}'
    where {{ table in changed }}
    group by day_loaded
    {{ 'union all' if not loop.last }}
    {%- endfor %}
{% endmacro %}
