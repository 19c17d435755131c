with interactions as (
    select
        interactions.interaction_id,
        interactions.source,
        interactions.event_name,
        interactions.target_type,
        interactions.target_id,
        interactions.occurred_at,
        interactions.account_id,
        interactions.opportunity_id,
        coalesce(links.surviving_contact_id, interactions.contact_id) as contact_id
    from {{ ref('int_interactions') }} as interactions
    left join {{ ref('int_contact_links') }} as links on interactions.contact_id = links.merged_contact_id
),

entities as (
    select * from {{ ref('int_entities') }}
),

of_contacts as (
    select
        interactions.*,
        'contact' as entity_type,
        entities.entity_key
    from interactions
    inner join entities on interactions.contact_id = entities.entity_id and entities.entity_type = 'contact'
),

-- SPEC, Whose interactions count: an account's are those that carry its id, and those of its contacts that carry none ...
of_accounts as (
    select
        interactions.*,
        'account' as entity_type,
        entities.entity_key
    from interactions
    inner join entities on interactions.account_id = entities.entity_id and entities.entity_type = 'account'
    union all
    select of_contacts.* replace ('account' as entity_type, members.account_key as entity_key)
    from of_contacts
    inner join {{ ref('int_account_members') }} as members
        on of_contacts.entity_key = members.contact_key
        and of_contacts.occurred_at >= members.valid_from
        and of_contacts.occurred_at < members.valid_to
    where of_contacts.account_id is null
),

-- ... and so for opportunities.
of_opportunities as (
    select
        interactions.*,
        'opportunity' as entity_type,
        entities.entity_key
    from interactions
    inner join entities on interactions.opportunity_id = entities.entity_id and entities.entity_type = 'opportunity'
    union all
    select of_contacts.* replace ('opportunity' as entity_type, members.opportunity_key as entity_key)
    from of_contacts
    inner join {{ ref('int_opportunity_members') }} as members
        on of_contacts.entity_key = members.contact_key
        and of_contacts.occurred_at >= members.valid_from
        and of_contacts.occurred_at < members.valid_to
    where of_contacts.opportunity_id is null
),

reach as (
    select * from of_contacts
    union all
    select * from of_accounts
    union all
    select * from of_opportunities
)

select
    entity_key,
    entity_type,
    interaction_id,
    source,
    event_name,
    target_type,
    target_id,
    occurred_at,
    -- SPEC, Conventions: the order within an entity.
    cast(row_number() over (partition by entity_key order by occurred_at, interaction_id) as integer) as place
from reach
