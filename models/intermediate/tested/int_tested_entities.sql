-- Whom this build's data tests look at: everybody in a small warehouse, else whom it computed, and whom the
-- build before looked at where its tests did not all pass; of very many a share. Where marts show otherwise, a share
-- of everybody, too.
with computed as (
    select entity_key from {{ ref('int_affected_entities') }}
    {% if is_after_untested_build() %}
        union
        select entity_key from {{ stored('int_tested_entities') or ref('int_affected_entities') }}
    {% endif %}
),

candidates as (
    select
        *,
        count(*) over () as how_many
    from {{ ref('int_entities') }}
    where
        {{ var('test_everything', false) }}
        or entity_key in (select computed.entity_key from computed)
        or (select count(*) from {{ ref('int_entities') }}) <= {{ var('tested_entities', 5000) | int }}
)

select
    entity_key,
    entity_type,
    entity_id
from candidates
where {{ is_tested("entity_type || ':' || entity_id", 'how_many', var('tested_entities', 5000)) }}
{% if is_shown_otherwise() %}
    union
    select
        entity_key,
        entity_type,
        entity_id
    from {{ ref('int_entities') }}
    where {{ is_tested("entity_type || ':' || entity_id", '(select count(*) from ' ~ ref('int_entities') ~ ')', var('tested_entities', 5000)) }}
{% endif %}
