select
    interactions.interaction_id,
    interactions.source,
    interactions.event_name,
    coalesce(links.surviving_contact_id, interactions.contact_id) as contact_id,
    interactions.account_id,
    interactions.opportunity_id,
    interactions.target_type,
    interactions.target_id,
    interactions.value,
    interactions.properties,
    interactions.occurred_at,
    interactions.loaded_at
from {{ ref('int_interactions') }} as interactions
left join {{ ref('int_contact_links') }} as links on interactions.contact_id = links.merged_contact_id
