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
            concat_ws('|', {{ raw_table['key'] | join(', ') }}) as native_key
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

standing_rows as (
    select
        source as feed,
        substr(interaction_id, length(source) + 2) as native_key
    from {{ ref('int_interactions') }}
    union all
    select
        case entity_type when 'contact' then 'contacts' when 'account' then 'accounts' else 'opportunities' end as feed,
        entity_id || '|' || cast(updated_at as varchar) as native_key
    from {{ ref('int_standing_versions') }}
    union all
    select
        'contact_merges' as feed,
        merged_contact_id as native_key
    from {{ ref('int_standing_merges') }}
    union all
    select
        'score_adjustments' as feed,
        adjustment_id as native_key
    from {{ ref('int_adjustments') }}
),

all_rows as (
    select
        *,
        1 as is_good,
        0 as is_standing
    from good_rows
    union all
    select
        *,
        0 as is_good,
        1 as is_standing
    from standing_rows
    where feed in {{ listed }}
),

keys as (
    select
        audit.feed,
        all_rows.native_key,
        sum(all_rows.is_good) as good,
        sum(all_rows.is_standing) as standing
    from all_rows
    inner join audit on all_rows.feed = audit.feed
    where {{ is_tested('all_rows.native_key', share_of('audit.raw_rows', var('tested_rows', 50000))) }}
    group by audit.feed, audit.is_whole, all_rows.native_key
    having audit.is_whole or sum(all_rows.is_good) > 0
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
