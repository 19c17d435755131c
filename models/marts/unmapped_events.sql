{{ config(
    materialized='table',
    meta={'made_of': {'raw': interaction_feeds(), 'rulebook_event_types': 'source, event_name'}},
) }}

select
    interactions.source,
    interactions.event_name,
    count(*) as rows,
    min(interactions.occurred_at) as first_occurred_at,
    max(interactions.occurred_at) as last_occurred_at
from {{ ref('int_interactions') }} as interactions
left join {{ ref('rulebook_event_types') }} as event_types
    on interactions.source = event_types.source and interactions.event_name = event_types.event_name
where event_types.source is null
group by interactions.source, interactions.event_name
