-- Whom this build's data tests look at: everybody in a small warehouse, else whom it computed, and whom the
-- build before looked at where its tests did not all pass; of very many, or of those with very many entries, a share.
-- Where marts show otherwise, a share of everybody, too.
{% set at_most, kept_ledger = var('tested_entities', 5000), stored('int_ledger') %}
{% set how_many = '(select count(*) from ' ~ ref('int_entities') ~ ')' %}
{% set is_small = '(' ~ how_many ~ ' <= ' ~ (at_most | int) ~ ')' %}
{% set share -%}
    least({{ share_of('counted.entities', at_most) }}, {{ share_of('counted.entries', var('tested_entries', 250000)) }})
{%- endset %}
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
    where {{ var('test_everything', false) }} or {{ is_small }} or entity_key in (select computed.entity_key from computed)
),

-- Their entries are those that stand so far, for the tests of people come before the ledger.
counted as (
    select
        (select count(*) from candidates) as entities,
        {% if kept_ledger -%}
            (select count(*) from {{ kept_ledger }} semi join candidates using (entity_key) where not {{ is_small }}) as entries
        {%- else -%}
            0 as entries
        {%- endif %}
)

select
    candidates.entity_key,
    candidates.entity_type,
    candidates.entity_id
from candidates
cross join counted
where {{ is_tested("candidates.entity_type || ':' || candidates.entity_id", share) }}
{% if is_shown_otherwise() %}
    union
    select
        entity_key,
        entity_type,
        entity_id
    from everybody
    where {{ is_tested("entity_type || ':' || entity_id", share_of(how_many, at_most)) }}
{% endif %}
