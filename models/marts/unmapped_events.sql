{{ config(materialized='table') }}

select
    interactions.source,
    interactions.event_name,
    count(*) as rows,
    min(interactions.occurred_at) as first_occurred_at,
    max(interactions.occurred_at) as last_occurred_at
from {{ ref('int_interactions') }} as interactions
anti join {{ ref('rulebook_event_types') }} as event_types using (source, event_name)
group by interactions.source, interactions.event_name
