-- Whom this build's data tests look at: everybody in a small warehouse, else whom it computed; of very many a share.
with entities as (
    select * from {{ ref('int_entities') }}
),

candidates as (
    select * from entities
    where
        {{ var('test_everything', false) }}
        or (select count(*) from entities) <= {{ var('tested_entities', 5000) | int }}
        or entity_key in (select affected.entity_key from {{ ref('int_affected_entities') }} as affected)
)

select
    entity_key,
    entity_type,
    entity_id
from candidates
where
    {{ is_tested("entity_type || ':' || entity_id", '(select count(*) from candidates)', var('tested_entities', 5000)) }}
    and {{ tests_are_run() }}
