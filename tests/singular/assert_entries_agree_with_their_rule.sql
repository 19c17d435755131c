-- Only active rules of active scores award, to entities of the score's type, under the rule's own group and operation.
with scores as (
    {{ seeded_scores() }}
),

ledger as (
    select * from {{ tested('score_ledger') }}
)

select ledger.* from ledger
left join scores on ledger.score_id = scores.score_id and ledger.entity_type = scores.entity_type
left join {{ ref('score_rules') }} as rules
    on ledger.rule_id = rules.rule_id and ledger.score_id = rules.score_id and lower(rules.is_active) = 'true'
where
    scores.score_id is null
    or (ledger.rule_id is null) = (ledger.adjustment_id is null)
    or (
        ledger.rule_id is not null
        and (
            rules.rule_id is null
            or ledger.operation is distinct from rules.operation
            or ledger.rule_group is distinct from rules.rule_group
        )
    )
