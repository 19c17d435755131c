-- Whom this build's data tests look at: everybody in a small warehouse, else whom it computed, and whom the
-- build before looked at where its tests did not all pass; of very many, or of those with very many entries, some.
-- Where marts show otherwise, a share of everybody, too.
{% set at_most, at_most_entries = var('tested_entities', 5000) | int, var('tested_entries', 250000) | int %}
{% set how_many = '(select count(*) from ' ~ ref('int_entities') ~ ')' %}
{% set are_all = 'true' if var('test_everything', false) else how_many ~ ' <= ' ~ at_most %}
with computed as (
    select entity_key from {{ ref('int_affected_entities') }}
    {% if is_after_untested_build() %}
        union
        select entity_key from {{ stored('int_tested_entities') or ref('int_affected_entities') }}
    {% endif %}
),

everybody as (
    select * from {{ ref('int_entities') }}
),

candidates as (
    select * from everybody
    where {{ are_all }} or entity_key in (select computed.entity_key from computed)
),

-- Entries that stand so far, for the tests of people come before the ledger; before there is one everybody counts as much.
weighed as (
    select
        entity_key,
        count(*) as entries
    from {{ stored('int_ledger') or ref('int_entities') }}
    semi join candidates using (entity_key)
    group by entity_key
),

-- The order is that of a hash, the same in every build; the first is always among them.
ordered as (
    select
        candidates.*,
        count(*) over by_hash as place,
        sum(weighed.entries) over (by_hash rows between unbounded preceding and 1 preceding) as entries_before
    from candidates
    left join weighed on candidates.entity_key = weighed.entity_key
    window by_hash as (order by hash(candidates.entity_type || ':' || candidates.entity_id), candidates.entity_key)
)

select
    entity_key,
    entity_type,
    entity_id
from ordered
where {{ are_all }} or (place <= {{ at_most }} and ({{ is_after_failure() }} or coalesce(entries_before, 0) < {{ at_most_entries }}))
{% if is_shown_otherwise() %}
    union
    select
        entity_key,
        entity_type,
        entity_id
    from everybody
    where {{ is_tested("entity_type || ':' || entity_id", share_of(how_many, at_most)) }}
{% endif %}
