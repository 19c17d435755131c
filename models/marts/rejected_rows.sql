{{ config(materialized='table') }}

{% for table, raw_table in raw_tables().items() -%}
select
    '{{ table }}' as source,
    native_id,
    rejection as reason,
    raw_row,
    loaded_at
from {{ ref('stg_' ~ table) }}
where
    rejection is not null
    {%- for person in raw_table['people'] %}
    and {{ is_not_erased(person) }}
    {%- endfor %}
union all
{% endfor -%}
select
    'contact_merges' as source,
    merges.native_id,
    'merge cycle' as reason,
    merges.raw_row,
    merges.loaded_at
from {{ ref('int_standing_merges') }} as merges
semi join {{ ref('int_merge_cycles') }} as cycles using (merged_contact_id)
