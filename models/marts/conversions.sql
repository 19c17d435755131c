with won as (
    select
        entity_id as opportunity_id,
        closed_at
    from {{ ref('int_versions') }}
    where
        entity_type = 'opportunity'
        and is_latest
        and {{ json_field('attributes', "'is_won'") }} = 'true'
        and closed_at is not null
),

conversions as (
    select
        interactions.contact_id,
        'interaction' as conversion_type,
        interactions.interaction_id,
        cast(null as varchar) as opportunity_id,
        interactions.occurred_at as converted_at
    from {{ ref('interactions') }} as interactions
    inner join {{ ref('rulebook_event_types') }} as event_types
        on interactions.source = event_types.source and interactions.event_name = event_types.event_name
    where event_types.is_conversion
    -- No row stands twice: all of them are gathered first, for DuckDB 1.5 hangs when a client streams joins united with `all` (docs/connect.md).
    union
    -- A deal is won for the contact that it had when it was closed.
    select
        versions.contact_id,
        'opportunity' as conversion_type,
        cast(null as varchar) as interaction_id,
        won.opportunity_id,
        won.closed_at as converted_at
    from won
    inner join {{ ref('int_versions') }} as versions
        on won.opportunity_id = versions.entity_id
        and versions.entity_type = 'opportunity'
        and won.closed_at >= versions.valid_from
        and won.closed_at < versions.valid_to
)

select * from conversions
where contact_id is not null and converted_at <= {{ as_of() }}
