-- Interactions that may count for others than in the last whole build, or otherwise, each under whom it counted for or counts for now.
-- A table: DuckDB must know how few they are when it looks up for whom they count. It names people, so the checkpoint empties it.
with relinked as (
    {{ changed_since_checkpoint('int_contact_links', 'merged_contact_id, surviving_contact_id') }}
),

moved as (
    select
        contact_id,
        account_id,
        opportunity_id,
        occurred_at,
        cast(null as varchar) as of_type,
        'interactions of ' || source as reason
    from {{ ref('int_interaction_journal') }}
    union all
    select
        relinked.surviving_contact_id as contact_id,
        interactions.account_id,
        interactions.opportunity_id,
        interactions.occurred_at,
        cast(null as varchar) as of_type,
        'contact merges' as reason
    from {{ ref('int_interactions') }} as interactions
    inner join relinked on interactions.contact_id = relinked.merged_contact_id
    union all
    select
        interactions.contact_id,
        interactions.account_id,
        interactions.opportunity_id,
        interactions.occurred_at,
        cast(null as varchar) as of_type,
        'contact merges' as reason
    from {{ ref('int_interactions') }} as interactions
    where interactions.contact_id in (select relinked.merged_contact_id from relinked)
    union all
    select
        interactions.contact_id,
        interactions.account_id,
        interactions.opportunity_id,
        interactions.occurred_at,
        touchpoints.entity_type as of_type,
        touchpoints.reason
    from {{ ref('int_interactions') }} as interactions
    inner join {{ ref('int_changed_touchpoints') }} as touchpoints
        on interactions.source = touchpoints.source and interactions.event_name = touchpoints.event_name
)

select * from moved
where not {{ everything_is_affected() }}
