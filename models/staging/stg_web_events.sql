with source as (
    {{ raw_rows('web_events') }}
),

-- The page without query, fragment and trailing slashes.
pages as (
    select
        *,
        regexp_extract(lower(page_path), '^[^?#]*') as page
    from source
),

renamed as (
    select
        * exclude (page),
        event_id as native_id,
        'web_events:' || event_id as interaction_id,
        'web_events' as source,
        event as event_name,
        cast(null as varchar) as account_id,
        cast(null as varchar) as opportunity_id,
        'page' as target_type,
        case when page like '/%' and rtrim(page, '/') = '' then '/' else {{ blank_to_null("rtrim(page, '/')") }} end as target_id,
        coalesce(amount, duration_seconds) as value,
        {{ interaction_rejection('web_events', nobody='contact_id is null', unnamed='event is null', further={
            'negative duration': 'duration_seconds < 0',
            'not a JSON object': 'not ' ~ is_json_object('properties'),
        }) }} as rejection
    from pages
)

select * from renamed
