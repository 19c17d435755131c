with source as (
    {{ raw_rows('email_events') }}
),

renamed as (
    select
        *,
        event_id as native_id,
        'email_events:' || event_id as interaction_id,
        'email_events' as source,
        event as event_name,
        cast(null as varchar) as account_id,
        cast(null as varchar) as opportunity_id,
        'campaign' as target_type,
        campaign_id as target_id,
        cast(null as decimal(38, 9)) as value,
        case
            when message_id is not null or link_url is not null
                then cast(json_merge_patch('{}', json_object('message_id', message_id, 'link_url', link_url)) as varchar)
        end as properties,
        {{ interaction_rejection('email_events', nobody='contact_id is null', unnamed='event is null') }} as rejection
    from source
)

select * from renamed
