with source as (
    {{ raw_rows('calls') }}
),

renamed as (
    select
        *,
        call_id as native_id,
        'calls:' || call_id as interaction_id,
        'calls' as source,
        'call_' || outcome as event_name,
        cast(null as varchar) as account_id,
        cast(null as varchar) as opportunity_id,
        'call' as target_type,
        direction as target_id,
        duration_seconds as value,
        cast(null as varchar) as properties,
        started_at as occurred_at,
        {{ interaction_rejection('calls', nobody='contact_id is null', unnamed='outcome is null', further={
            'negative duration': 'duration_seconds < 0',
        }) }} as rejection
    from source
)

select * from renamed
