-- Each known entity that is not deleted has exactly one current row for each active score of its type; nobody else has one.
with tested as (
    select * from {{ tested_entities() }}
),

scores as (
    {{ seeded_scores() }}
),

latest_versions as (
    select
        entity_type,
        entity_id,
        max_by(coalesce(deleted_at, {{ for_ever() }}), updated_at) as deleted_at
    from {{ ref('int_versions') }}
    semi join tested using (entity_type, entity_id)
    group by entity_type, entity_id
),

expected as (
    select
        scores.score_id,
        tested.entity_type,
        tested.entity_id
    from tested
    inner join scores on tested.entity_type = scores.entity_type
    left join latest_versions
        on tested.entity_type = latest_versions.entity_type and tested.entity_id = latest_versions.entity_id
    where latest_versions.deleted_at is null or latest_versions.deleted_at > {{ as_of() }}
),

found as (
    select
        score_id,
        entity_type,
        entity_id
    from {{ tested('entity_scores') }}
)

{{ differences('expected', 'found') }}
