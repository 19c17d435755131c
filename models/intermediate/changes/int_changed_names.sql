-- Whom interactions name now and did not when int_named_entities was written, and whom they name no longer.
{% set written = stored('int_named_entities') %}
with asked as (
    select * from ({{ names_in(ref('int_interaction_journal')) }}) as names
    where {{ any_is_read(interaction_feeds()) }}
),

named as (
    {{ names_in(ref('int_interactions'), among='asked') }}
),

known as (
    select
        written.entity_type,
        written.entity_id
    from {{ written if written else 'asked' }} as written
    semi join asked using (entity_type, entity_id)
    where {{ written is not none }}
)

select
    entity_type,
    entity_id,
    true as is_named
from named
anti join known using (entity_type, entity_id)
union all
select
    entity_type,
    entity_id,
    false as is_named
from known
anti join named using (entity_type, entity_id)
