-- Attribute rules look at no event, a created entity is none.
with role_events as (
    select
        roles.*,
        event_types.source,
        event_types.event_name,
        event_types.channel
    from {{ ref('rulebook_roles') }} as roles
    inner join {{ ref('rulebook_event_types') }} as event_types
        on coalesce(roles.event_type, event_types.event_type) = event_types.event_type
    where roles.rule_type <> 'attribute'
),

-- Conditions on the event itself are decided here, for all its interactions.
asked as (
    select
        role_events.rule_id,
        role_events.role,
        role_events.any_group,
        role_events.source,
        role_events.event_name,
        {{ condition_columns() }},
        case conditions.field
            when 'source' then role_events.source
            when 'event_name' then role_events.event_name
            else role_events.channel
        end as field_text
    from role_events
    {{ asked_conditions('role_events', 'event') }}
),

unmet as (
    select * from asked
    where not {{ condition_holds() }}
)

select
    *,
    cast(dense_rank() over (order by entity_type, source, event_name) as integer) as event_key
from role_events
anti join unmet using (rule_id, role, any_group, source, event_name)
