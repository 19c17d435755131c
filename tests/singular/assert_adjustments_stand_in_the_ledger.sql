-- Every standing adjustment of an active score has one entry, with its points and instant; no other adjustment has one.
with scores as (
    {{ seeded_scores() }}
),

expected as (
    select
        adjustments.adjustment_id,
        adjustments.score_id,
        adjustments.entity_type,
        adjustments.entity_id,
        adjustments.operation,
        adjustments.points,
        adjustments.adjusted_at as valid_from
    from {{ ref('int_adjustments') }} as adjustments
    semi join scores on adjustments.score_id = scores.score_id
    where {{ anything_may_differ() }}
),

found as (
    select
        adjustment_id,
        score_id,
        entity_type,
        entity_id,
        operation,
        points,
        valid_from
    from {{ ref('score_ledger') }}
    where adjustment_id is not null and {{ anything_may_differ() }}
)

{{ differences('expected', 'found') }}
