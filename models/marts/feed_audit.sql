{{ config(materialized='table') }}

with raw_counts as (
    select
        feed,
        raw_rows,
        erased,
        newest_loaded_at
    from {{ ref('int_raw_tables') }}
    {%- if var('disabled_feeds') %}
    where feed not in {{ "('" ~ var('disabled_feeds') | join("', '") ~ "')" }}
    {%- endif %}
),

rejected as (
    select
        source as feed,
        count(*) as rejected
    from {{ ref('rejected_rows') }}
    group by source
),

standing as (
    select
        source as feed,
        count(*) as standing
    from {{ ref('int_interactions') }}
    group by source
    union all
    select
        case entity_type when 'contact' then 'contacts' when 'account' then 'accounts' else 'opportunities' end as feed,
        count(*) as standing
    from {{ ref('int_standing_versions') }}
    group by entity_type
    union all
    select
        'contact_merges' as feed,
        count(*) as standing
    from {{ ref('int_standing_merges') }}
    anti join {{ ref('int_merge_cycles') }} using (merged_contact_id)
    union all
    select
        'score_adjustments' as feed,
        count(*) as standing
    from {{ ref('int_adjustments') }}
)

select
    raw_counts.feed,
    raw_counts.raw_rows,
    coalesce(standing.standing, 0) as standing,
    raw_counts.raw_rows - raw_counts.erased - coalesce(standing.standing, 0) - coalesce(rejected.rejected, 0) as replaced,
    coalesce(rejected.rejected, 0) as rejected,
    raw_counts.erased,
    raw_counts.newest_loaded_at
from raw_counts
left join rejected on raw_counts.feed = rejected.feed
left join standing on raw_counts.feed = standing.feed
