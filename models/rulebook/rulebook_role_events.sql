-- Attribute rules look at no event, a created entity is none.
select
    roles.*,
    event_types.source,
    event_types.event_name,
    event_types.channel
from {{ ref('rulebook_roles') }} as roles
inner join {{ ref('rulebook_event_types') }} as event_types
    on coalesce(roles.event_type, event_types.event_type) = event_types.event_type
where roles.rule_type <> 'attribute'
