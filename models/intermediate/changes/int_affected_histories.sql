{{ config(materialized='view') }}

-- Entities of scores whose limits, groups or tiers changed: their ledger stands.
{% set ledger = stored('int_ledger') %}
with changed_scores as (
    {{ changed_since_checkpoint('rulebook_score_fingerprints', 'score_id, fingerprint') }}
)

select distinct
    {{ 'ledger.entity_key' if ledger else 'cast(null as integer) as entity_key' }},
    'limits, groups or tiers of ' || changed_scores.score_id || ' changed' as reason
from changed_scores
{{ ('inner join ' ~ ledger ~ ' as ledger on changed_scores.score_id = ledger.score_id') if ledger else 'where false' }}
