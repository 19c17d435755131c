{{ config(materialized='view') }}

-- What an interaction must share with the anchor to break its absence, as one text; null where a field of it is not set.
with fields as (
    select distinct
        same.rule_id,
        role_events.entity_type,
        interactions.interaction_id,
        same.field,
        case
            when same.field in ('source', 'event_name', 'channel', 'target_type', 'target_id')
                then {{ touchpoint_field('interactions', 'same.field') }}
            else {{ detail_field('interactions', 'same.field') }}
        end as field_text
    from {{ ref('rulebook_absent_same') }} as same
    inner join {{ ref('rulebook_role_events') }} as role_events on same.rule_id = role_events.rule_id
    inner join (
        select
            interactions.*,
            event_types.channel
        from {{ ref('int_scored_interactions') }} as interactions
        inner join {{ ref('rulebook_event_types') }} as event_types
            on interactions.source = event_types.source and interactions.event_name = event_types.event_name
    ) as interactions
        on role_events.source = interactions.source and role_events.event_name = interactions.event_name
),

keys as (
    select
        rule_id,
        entity_type,
        interaction_id,
        case
            when bool_and(field_text is not null) then cast(to_json(list(field_text order by field)) as varchar)
        end as same_key
    from fields
    group by rule_id, entity_type, interaction_id
)

select
    keys.rule_id,
    reach.entity_key,
    reach.place,
    keys.same_key
from keys
inner join {{ ref('int_reach') }} as reach on keys.interaction_id = reach.interaction_id and keys.entity_type = reach.entity_type
