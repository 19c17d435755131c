{#- Rejected rows that are judged again. -#}
{% macro delete_rows_read_again() %}
    {% if is_incremental() or not execute %}
        delete from {{ this }} where exists (
            select 1 from {{ ref('int_raw_tables') }} as tables
            where
                tables.feed = source
                and (
                    tables.read_again = 'everything'
                    or (tables.read_again = 'new rows' and (loaded_at >= tables.read_from or loaded_at is null))
                    or source in ({{ tables_judged_whole() }})
                )
        )
    {% endif %}
{% endmacro %}
