-- The interactions whose name the seed does not list are those counted in unmapped_events.
with counted as (
    select
        source,
        event_name,
        count(*) as rows,
        min(occurred_at) as first_occurred_at,
        max(occurred_at) as last_occurred_at
    from {{ ref('interactions') }}
    where {{ anything_may_differ(interaction_feeds()) }}
    group by source, event_name
),

expected as (
    select counted.* from counted
    where not exists (
            select 1 from {{ ref('event_types') }} as event_types
            where counted.source = event_types.source and counted.event_name = event_types.event_name
        )
),

found as (
    select
        source,
        event_name,
        rows,
        first_occurred_at,
        last_occurred_at
    from {{ ref('unmapped_events') }}
    where {{ anything_may_differ(interaction_feeds()) }}
)

{{ differences('expected', 'found') }}
