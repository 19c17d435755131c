-- Whom interactions name now and did not when int_named_entities was written, and whom they name no longer.
{% set written = stored('int_named_entities') %}
with asked as (
    {{ names_in(ref('int_interaction_journal')) }}
),

named as (
    {{ names_in(ref('int_interactions'), among='asked') }}
),

known as (
    select
        entity_type,
        entity_id
    from {{ written if written else 'named' }}
    {{ 'where false' if not written }}
)

select
    asked.entity_type,
    asked.entity_id,
    named.entity_id is not null as is_named
from asked
left join named on asked.entity_type = named.entity_type and asked.entity_id = named.entity_id
left join known on asked.entity_type = known.entity_type and asked.entity_id = known.entity_id
where (named.entity_id is null) <> (known.entity_id is null)
