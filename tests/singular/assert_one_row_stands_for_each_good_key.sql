-- depends_on: {{ ref('int_raw_tables') }}
-- Of the good rows that nobody had erased, one stands for each key and the others are replaced; of large tables a share of the keys that were read.
{% set tables = tables_tested() %}
{% set listed = "('" ~ tables | join("', '") ~ "')" %}
with erased_contacts as (
    select contact_id as erased_id from {{ ref('int_erased_contacts') }}
),

audit as (
    select
        *,
        {{ 'true' if var('test_everything', false) else 'raw_rows <= ' ~ (var('tested_rows', 50000) | int) }} as is_whole
    from {{ ref('feed_audit') }}
    where feed in {{ listed }} and {{ anything_may_differ(raw_tables()) }}
),

small_feeds as (
    select feed from audit
    where is_whole
),

large_feeds as (
    select feed from audit
    where not is_whole
),

good_rows as (
    {% for table, raw_table in raw_tables().items() if table in tables -%}
        select
            '{{ table }}' as feed,
            '{{ table }}:' || concat_ws('|', {{ raw_table['key'] | join(', ') }}) as row_key
        from {{ ref('stg_' ~ table) }}
        where
            rejection is null
            and {{ is_row_tested(table) }}
            {%- for person in raw_table['people'] %}
                and not exists (
                    select 1 from erased_contacts
                    where erased_id = {{ person }}
                )
            {%- endfor %}
        {% if not loop.last %}union all
        {% endif %}
    {%- endfor %}
),

good_keys as (
    select
        good_rows.feed,
        good_rows.row_key,
        count(*) as good
    from good_rows
    semi join audit on good_rows.feed = audit.feed
    group by good_rows.feed, good_rows.row_key
),

all_standing as not materialized (
    select
        source as feed,
        interaction_id as row_key
    from {{ ref('int_interactions') }}
    union all
    select
        case entity_type when 'contact' then 'contacts' when 'account' then 'accounts' else 'opportunities' end as feed,
        feed || ':' || entity_id || '|' || cast(updated_at as varchar) as row_key
    from {{ ref('int_standing_versions') }}
    where feed in {{ listed }}
    union all
    select
        'contact_merges' as feed,
        'contact_merges:' || merged_contact_id as row_key
    from {{ ref('int_standing_merges') }}
    union all
    select
        'score_adjustments' as feed,
        'score_adjustments:' || adjustment_id as row_key
    from {{ ref('int_adjustments') }}
),

-- All of small tables; of large ones those of the keys.
standing_rows as (
    select * from all_standing
    semi join small_feeds using (feed)
    union all
    select * from all_standing
    semi join large_feeds using (feed)
    semi join good_keys using (row_key)
),

standing_keys as (
    select
        feed,
        row_key,
        count(*) as standing
    from standing_rows
    group by feed, row_key
),

keys as (
    select
        feed,
        coalesce(good_keys.good, 0) as good,
        coalesce(standing_keys.standing, 0) as standing
    from good_keys
    full join standing_keys using (feed, row_key)
),

feeds as (
    select
        audit.feed,
        audit.is_whole,
        audit.replaced,
        coalesce(sum(keys.good - 1), 0) as replaced_by_keys,
        count(*) filter (where keys.standing <> 1 or keys.good < 1) as wrong_keys
    from audit
    left join keys on audit.feed = keys.feed
    group by audit.feed, audit.is_whole, audit.replaced
)

select * from feeds
where wrong_keys > 0 or (is_whole and replaced <> replaced_by_keys)
