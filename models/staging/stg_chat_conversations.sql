with source as (
    {{ raw_rows('chat_conversations') }}
),

renamed as (
    select
        *,
        conversation_id as native_id,
        'chat_conversations:' || conversation_id as interaction_id,
        'chat_conversations' as source,
        'conversation_ended' as event_name,
        cast(null as varchar) as account_id,
        cast(null as varchar) as opportunity_id,
        'chatbot' as target_type,
        chatbot_id as target_id,
        message_count as value,
        ended_at as occurred_at,
        {{ interaction_rejection('chat_conversations', nobody='contact_id is null', unnamed='false', further={
            'not a JSON object': 'not ' ~ is_json_object('answers'),
        }) }} as rejection
    from source
)

select
    *,
    case
        when rejection is not null then null
        when platform is null then answers
        else cast(json_merge_patch(coalesce(answers, '{}'), json_object('platform', platform)) as varchar)
    end as properties
from renamed
