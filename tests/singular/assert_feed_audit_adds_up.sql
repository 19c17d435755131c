-- For every raw table that is switched on: raw rows are those in the landing zone, and standing + replaced + rejected + erased.
with landed as (
    {% for table in raw_tables() if table not in var('disabled_feeds') -%}
        {%- set known_rows = ref('stg_' ~ table) -%}
        {%- set landing_zone = source('raw', table) -%}
        select
            '{{ table }}' as feed,
            count(*) as raw_rows
        from {{ known_rows if var('known_at') else landing_zone }}
        {% if not loop.last %}union all
        {% endif %}
    {%- endfor %}
),

rejected as (
    select
        source as feed,
        count(*) as rejected
    from {{ ref('rejected_rows') }}
    group by source
),

stood as (
    select
        source as feed,
        count(*) as standing
    from {{ ref('interactions') }}
    group by source
),

compared as (
    select
        coalesce(landed.feed, audit.feed) as feed,
        landed.raw_rows as landed_rows,
        coalesce(rejected.rejected, 0) as rejected_rows,
        stood.standing as standing_rows,
        audit.* exclude (feed)
    from landed
    full outer join {{ ref('feed_audit') }} as audit on landed.feed = audit.feed
    left join rejected on landed.feed = rejected.feed
    left join stood on landed.feed = stood.feed
)

select * from compared
where
    {{ anything_may_differ(raw_tables()) }}
    and (
        landed_rows is distinct from raw_rows
        or raw_rows is distinct from standing + replaced + rejected + erased
        or least(standing, replaced, rejected, erased) < 0
        or rejected is distinct from rejected_rows
        or standing <> standing_rows
    )
