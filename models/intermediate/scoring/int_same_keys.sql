{{ config(materialized='view') }}

-- What an interaction must share with the anchor to break its absence: of those that play a role in a rule that asks for it.
with played as (
    select distinct
        rules.rule_id,
        matches.rule_key,
        matches.entity_key,
        matches.place
    from {{ ref('int_role_matches') }} as matches
    inner join {{ ref('rulebook_rules') }} as rules on matches.rule_key = rules.rule_key
    where rules.absent_same is not null and matches.place is not null
),

fields as (
    select
        played.rule_key,
        played.entity_key,
        played.place,
        same.field,
        case same.field
            when 'source' then event_types.source
            when 'event_name' then event_types.event_name
            when 'channel' then event_types.channel
            when 'target_type' then interactions.target_type
            when 'target_id' then interactions.target_id
            else {{ detail_field('interactions', 'same.field') }}
        end as field_text
    from played
    inner join {{ ref('int_reach') }} as reach on played.entity_key = reach.entity_key and played.place = reach.place
    inner join {{ ref('int_interactions') }} as interactions on reach.interaction_id = interactions.interaction_id
    inner join {{ ref('rulebook_event_types') }} as event_types
        on interactions.source = event_types.source and interactions.event_name = event_types.event_name
    inner join {{ ref('rulebook_absent_same') }} as same on played.rule_id = same.rule_id
)

-- As one text, in the order of the fields; null where one is not set.
select
    rule_key,
    entity_key,
    place,
    case
        when bool_and(field_text is not null) then cast(to_json(list_sort(list([field, field_text]))) as varchar)
    end as same_key
from fields
group by rule_key, entity_key, place
