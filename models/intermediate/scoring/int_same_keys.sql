{{ config(materialized='view') }}

-- What an interaction must share with the anchor to break its absence, as one text; null where a field of it is not set.
with events as (
    select distinct
        same.rule_id,
        same.field,
        role_events.entity_type,
        role_events.source,
        role_events.event_name,
        role_events.channel
    from {{ ref('rulebook_absent_same') }} as same
    inner join {{ ref('rulebook_role_events') }} as role_events on same.rule_id = role_events.rule_id
),

interactions as (
    {{ scored_interactions('events') }}
),

fields as (
    select
        events.rule_id,
        events.entity_type,
        interactions.interaction_id,
        events.field,
        case events.field
            when 'source' then events.source
            when 'event_name' then events.event_name
            when 'channel' then events.channel
            when 'target_type' then interactions.target_type
            when 'target_id' then interactions.target_id
            else {{ detail_field('interactions', 'events.field') }}
        end as field_text
    from interactions
    inner join events on interactions.source = events.source and interactions.event_name = events.event_name
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
