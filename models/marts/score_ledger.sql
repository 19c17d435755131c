select
    {{ entry_id('entities', 'ledger') }} as entry_id,
    ledger.score_id,
    entities.entity_type,
    entities.entity_id,
    ledger.rule_id,
    ledger.rule_group,
    ledger.interaction_id,
    ledger.adjustment_id,
    ledger.tranche,
    ledger.operation,
    ledger.points,
    ledger.valid_from,
    ledger.expires_at,
    ledger.superseded_at,
    ledger.valid_to
from {{ ref('int_ledger') }} as ledger
inner join {{ ref('int_entities') }} as entities on ledger.entity_key = entities.entity_key
