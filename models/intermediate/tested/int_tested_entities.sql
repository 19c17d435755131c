-- Whom this build's data tests look at: everybody in a small warehouse, else whom it computed; of very many a share.
with candidates as (
    select
        *,
        count(*) over () as how_many
    from {{ ref('int_entities') }}
    where
        {{ var('test_everything', false) }}
        or entity_key in (select affected.entity_key from {{ ref('int_affected_entities') }} as affected)
        or (select count(*) from {{ ref('int_entities') }}) <= {{ var('tested_entities', 5000) | int }}
)

select
    entity_key,
    entity_type,
    entity_id
from candidates
where {{ is_tested("entity_type || ':' || entity_id", 'how_many', var('tested_entities', 5000)) }} and {{ tests_are_run() }}
