-- Whom the steps of scoring look at in this build. Where only what awards give has changed, the awards stand, and the ledger has them;
-- what a run before this one left of it is not relied on.
with affected as (
    select
        entity_key,
        bool_and(from_step = 'ledger') and not {{ is_after_unfinished_run() }} as awards_stand
    from {{ ref('int_affected_entities') }}
    where from_step <> 'history'
    group by entity_key
)

select
    entities.entity_key,
    entities.entity_type,
    entities.entity_id,
    entities.began_at,
    affected.awards_stand
from {{ ref('int_entities') }} as entities
inner join affected on entities.entity_key = affected.entity_key
