-- Whose interactions are read is known in each place that reads them, so that none reads more: no CTE.
{% set interactions %}
(
    select
        interaction_id,
        source,
        event_name,
        target_type,
        target_id,
        occurred_at,
        contact_id,
        account_id,
        opportunity_id
    from {{ ref('int_interactions') }}
)
{% endset %}
with scored as (
    select * from {{ ref('int_scored_entities') }}
    where not awards_stand
),

{{ reach(interactions, 'scored') }},

-- Events in which no rule sees anything are left out; the others are known by a number.
events as (
    select distinct
        event_key,
        entity_type,
        source,
        event_name
    from {{ ref('rulebook_role_events') }}
)

select
    entity_key,
    event_key,
    interaction_id,
    target_type,
    target_id,
    occurred_at,
    -- SPEC, Conventions: the order within an entity.
    cast(row_number() over (partition by entity_key order by occurred_at, interaction_id) as integer) as place
from reach
inner join events using (entity_type, source, event_name)
