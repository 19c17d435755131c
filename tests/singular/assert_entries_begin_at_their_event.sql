-- An award begins when its interaction occurred, an absence's so many days later; the interaction stands, within the rule's dates.
with ledger as (
    select * from {{ tested('score_ledger') }}
),

compared as (
    select
        ledger.entry_id,
        ledger.entity_type,
        ledger.entity_id,
        ledger.interaction_id,
        ledger.valid_from,
        rules.rule_type,
        interactions.contact_id,
        interactions.occurred_at,
        interactions.occurred_at + coalesce(cast(rules.absent_within_days as integer), 0) * interval '1' day as awarded_at,
        cast(rules.effective_from as timestamp) as effective_from,
        cast(rules.effective_to as timestamp) as effective_to
    from ledger
    left join {{ ref('interactions') }} as interactions on ledger.interaction_id = interactions.interaction_id
    left join {{ ref('score_rules') }} as rules on ledger.rule_id = rules.rule_id
    where ledger.interaction_id is not null or rules.rule_type = 'interaction'
)

select * from compared
where
    valid_from is distinct from awarded_at
    or rule_type = 'attribute'
    or (entity_type = 'contact' and contact_id is distinct from entity_id)
    or occurred_at < effective_from
    or occurred_at >= effective_to
