{{ config(
    materialized='incremental',
    incremental_strategy='append',
    on_schema_change='append_new_columns',
    pre_hook="{{ delete_rows_read_again() }}",
) }}

-- depends_on: {{ ref('int_raw_tables') }}
with bad_rows as (
    {% for table in tables_read_again(raw_tables().keys() | list) -%}
        select
            '{{ table }}' as source,
            native_id,
            rejection as reason,
            raw_row,
            loaded_at
        from {{ ref('stg_' ~ table) }}
        where {{ is_read_again(table) }} and rejection is not null and not ({{ is_erased(raw_tables()[table]['people']) }})
        {% if not loop.last %}union all
        {% endif %}
    {%- endfor %}
),

cyclic as (
    select
        'contact_merges' as source,
        standing.native_id,
        'merge cycle' as reason,
        standing.raw_row,
        standing.loaded_at
    from {{ ref('int_standing_merges') }} as standing
    inner join {{ ref('int_merge_cycles') }} as cycles on standing.merged_contact_id = cycles.merged_contact_id
)

select * from bad_rows
union all
select * from cyclic
