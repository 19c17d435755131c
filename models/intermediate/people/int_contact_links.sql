with recursive links as (
    select
        merged_contact_id,
        surviving_contact_id
    from {{ ref('int_standing_merges') }}
    where
        surviving_contact_id <> merged_contact_id
        and merged_contact_id not in (select cycles.merged_contact_id from {{ ref('int_merge_cycles') }} as cycles)
),

-- SPEC, Raw tables: chains are followed to the end.
walk as (
    select
        merged_contact_id,
        surviving_contact_id as reached_contact_id
    from links
    union
    select
        walk.merged_contact_id,
        links.surviving_contact_id as reached_contact_id
    from walk
    inner join links on walk.reached_contact_id = links.merged_contact_id
)

select
    merged_contact_id,
    reached_contact_id as surviving_contact_id
from walk
where reached_contact_id not in (select links.merged_contact_id from links)
