-- A view: who asked to be forgotten is written nowhere. depends_on: {{ ref('int_raw_files') }}
{{ config(materialized='view') }}

with recursive merge_rows as (
    select
        merged_contact_id,
        surviving_contact_id,
        merged_at
    from {{ ref('stg_contact_merges_whenever_loaded') }}
    where rejection is null and surviving_contact_id is not null
),

-- Connected either way.
neighbours as (
    select
        merged_contact_id as contact_id,
        surviving_contact_id as neighbour_id,
        merged_at
    from merge_rows
    union all
    select
        surviving_contact_id as contact_id,
        merged_contact_id as neighbour_id,
        merged_at
    from merge_rows
),

-- SPEC, Raw tables: the group that each request had when it was made, whatever known_at says.
requested as (
    select
        contact_id,
        requested_at
    from {{ ref('stg_contact_erasures') }}
    where rejection is null
    union
    select
        neighbours.neighbour_id as contact_id,
        requested.requested_at
    from requested
    inner join neighbours
        on requested.contact_id = neighbours.contact_id and requested.requested_at >= neighbours.merged_at
)

select distinct contact_id from requested
