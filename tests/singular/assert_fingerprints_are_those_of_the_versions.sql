-- What tells changed versions from others speaks of the versions as they stand.
with versions as (
    select
        entity_type,
        entity_id,
        {{ versions_fingerprint() }} as fingerprint
    from {{ ref('int_versions') }}
    semi join {{ tested_entities() }} using (entity_type, entity_id)
    where {{ anything_may_differ(made_of_versions()['raw']) }}
    group by entity_type, entity_id
)

select versions.* from versions
left join {{ ref('int_entity_fingerprints') }} as kept on versions.entity_type = kept.entity_type and versions.entity_id = kept.entity_id
where versions.fingerprint is distinct from kept.fingerprint
