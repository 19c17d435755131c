with source as (
    {{ raw_rows('form_submissions') }}
),

renamed as (
    select
        *,
        submission_id as native_id,
        'form_submissions:' || submission_id as interaction_id,
        'form_submissions' as source,
        form_kind || case when is_valid = false then '_invalid' else '_submitted' end as event_name,
        cast(null as varchar) as account_id,
        cast(null as varchar) as opportunity_id,
        form_kind as target_type,
        form_id as target_id,
        answers as properties,
        submitted_at as occurred_at,
        {{ interaction_rejection('form_submissions', nobody='contact_id is null', unnamed='form_kind is null', further={
            'not a JSON object': 'not ' ~ is_json_object('answers'),
        }) }} as rejection
    from source
)

select
    *,
    case when rejection is null then {{ number_of_answers('answers') }} end as value
from renamed
