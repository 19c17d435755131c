with source as (
    {{ raw_rows('crm_activities') }}
),

renamed as (
    select
        *,
        activity_id as native_id,
        'crm_activities:' || activity_id as interaction_id,
        'crm_activities' as source,
        activity as event_name,
        subject_type as target_type,
        subject_id as target_id,
        {{ interaction_rejection(
            'crm_activities',
            nobody='coalesce(contact_id, account_id, opportunity_id) is null',
            unnamed='activity is null',
            further={'not a JSON object': 'not ' ~ is_json_object('properties')},
        ) }} as rejection
    from source
)

select * from renamed
