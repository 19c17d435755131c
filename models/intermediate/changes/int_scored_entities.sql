-- Whom the steps of scoring look at in this build.
select
    entity_key,
    entity_type,
    entity_id,
    began_at
from {{ ref('int_entities') }}
semi join (
    select affected.entity_key from {{ ref('int_affected_entities') }} as affected
    where not affected.is_history_only
) as affected using (entity_key)
