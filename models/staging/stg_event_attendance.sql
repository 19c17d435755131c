with source as (
    {{ raw_rows('event_attendance') }}
),

renamed as (
    select
        *,
        attendance_id as native_id,
        'event_attendance:' || attendance_id as interaction_id,
        'event_attendance' as source,
        'event_' || status as event_name,
        cast(null as varchar) as account_id,
        cast(null as varchar) as opportunity_id,
        'event' as target_type,
        event_id as target_id,
        minutes_attended as value,
        cast(null as varchar) as properties,
        {{ interaction_rejection('event_attendance', nobody='contact_id is null', unnamed='status is null', further={
            'negative duration': 'minutes_attended < 0',
        }) }} as rejection
    from source
)

select * from renamed
