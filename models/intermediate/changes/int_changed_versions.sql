{{ config(meta={'made_of': made_of_versions()}) }}

-- depends_on: {{ ref('int_raw_tables') }}, {{ ref('int_landed_versions') }}
{% set known_versions = known_versions() %}
with changed_links as (
    {{ changed_since_checkpoint('int_contact_links', 'merged_contact_id, surviving_contact_id') }}
),

-- Entities of which a row says something else than the latest did, and deals whose contact was merged or is no longer.
changed as (
    select
        entity_type,
        entity_id
    from {{ ref('int_read_versions') }}
    where not repeats_latest
    union
    select
        known.entity_type,
        known.entity_id
    from {{ known_versions }} as known
    semi join changed_links on known.named_contact_id = changed_links.merged_contact_id
),

-- Their rows that stand on, and those that repeat the latest; a row says what the version says in whose time it lies.
kept as (
    select
        known.entity_type,
        known.entity_id,
        known.updated_at,
        known.row_hash,
        known.content
    from {{ known_versions }} as known
    semi join changed using (entity_type, entity_id)
    anti join {{ ref('int_read_versions') }} using (entity_type, entity_id, updated_at)
    union all
    select
        repeats.entity_type,
        repeats.entity_id,
        repeats.updated_at,
        repeats.row_hash,
        repeats.content
    from {{ ref('int_read_versions') }} as repeats
    semi join changed using (entity_type, entity_id)
    where repeats.repeats_latest
)

select
    kept.*,
    known.account_id,
    known.named_contact_id,
    known.attributes,
    known.created_at,
    known.deleted_at,
    known.closed_at
from kept
inner join {{ known_versions }} as known
    on kept.entity_type = known.entity_type
    and kept.entity_id = known.entity_id
    and kept.updated_at >= known.valid_from
    and kept.updated_at < known.valid_to
union all by name
select * exclude (repeats_latest) from {{ ref('int_read_versions') }}
semi join changed using (entity_type, entity_id)
where not repeats_latest
