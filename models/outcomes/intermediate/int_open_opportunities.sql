-- SPEC, Raw tables: closed_at is the latest version's, contact and amount are those of the version that holds now.
select
    versions.entity_id as opportunity_id,
    versions.contact_id,
    coalesce(try_cast({{ json_field('versions.attributes', "'amount'") }} as double), 0) as amount
from {{ ref('int_entities') }} as entities
inner join {{ ref('int_versions') }} as versions
    on entities.entity_type = versions.entity_type and entities.entity_id = versions.entity_id
inner join {{ ref('int_versions') }} as latest
    on entities.entity_type = latest.entity_type and entities.entity_id = latest.entity_id and latest.is_latest
where
    entities.entity_type = 'opportunity'
    and versions.valid_from <= {{ as_of() }}
    and versions.valid_to > {{ as_of() }}
    and entities.began_at <= {{ as_of() }}
    and (
        entities.closed_at > {{ as_of() }}
        or (entities.closed_at is null and {{ json_field('latest.attributes', "'is_won'") }} is distinct from 'true')
    )
