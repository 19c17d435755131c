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

good_rows as (
    {% for table, raw_table in raw_tables().items() if table in tables -%}
        select
            '{{ table }}' as feed,
            {{ "'" ~ table ~ ":' || " if table in interaction_feeds() }}{{ raw_table['key'][0] }} as row_id,
            {{ 'updated_at' if table in tables_of_versions() else ever_since() }} as updated_at
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
        good_rows.row_id,
        good_rows.updated_at,
        count(*) as good
    from good_rows
    semi join audit on good_rows.feed = audit.feed
    group by good_rows.feed, good_rows.row_id, good_rows.updated_at
),

all_standing as (
    {% if tables | select('in', interaction_feeds()) | list -%}
        select
            source as feed,
            interaction_id as row_id,
            {{ ever_since() }} as updated_at
        from {{ ref('int_interactions') }}
        union all
    {%- endif %}
    {%- for table, type in {'contacts': 'contact', 'accounts': 'account', 'opportunities': 'opportunity'}.items() if table in tables %}
        select
            '{{ table }}' as feed,
            entity_id as row_id,
            updated_at
        from {{ ref('int_standing_versions') }}
        where entity_type = '{{ type }}'
        union all
    {%- endfor %}
    select
        'contact_merges' as feed,
        merged_contact_id as row_id,
        {{ ever_since() }} as updated_at
    from {{ ref('int_standing_merges') }}
    union all
    select
        'score_adjustments' as feed,
        adjustment_id as row_id,
        {{ ever_since() }} as updated_at
    from {{ ref('int_adjustments') }}
),

-- All of small tables; of large ones those of the keys.
standing_rows as (
    select all_standing.* from all_standing
    inner join audit using (feed)
    left join good_keys using (feed, row_id, updated_at)
    where audit.is_whole or good_keys.good is not null
),

standing_keys as (
    select
        feed,
        row_id,
        updated_at,
        count(*) as standing
    from standing_rows
    group by feed, row_id, updated_at
),

keys as (
    select
        feed,
        coalesce(good_keys.good, 0) as good,
        coalesce(standing_keys.standing, 0) as standing
    from good_keys
    full join standing_keys using (feed, row_id, updated_at)
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
