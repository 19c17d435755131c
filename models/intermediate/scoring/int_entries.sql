{{ config(materialized='view') }}

with rules as (
    select
        rules.rule_id,
        rules.rule_key,
        rules.rule_type,
        rules.operation,
        scores.score_key
    from {{ ref('rulebook_rules') }} as rules
    inner join {{ ref('rulebook_scores') }} as scores on rules.score_id = scores.score_id
),

awards as (
    select
        entity_key,
        rule_key,
        place,
        cast(null as varchar) as interaction_id,
        valid_from,
        cast(null as timestamp) as interval_end
    from {{ ref('int_awards') }}
    where suppressed_reason is null
    union all
    -- Awards that stand, each in as many entries as it had. Attributes award from their intervals, which stand of themselves.
    select distinct
        standing.entity_key,
        rules.rule_key,
        cast(null as integer) as place,
        standing.interaction_id,
        standing.valid_from,
        cast(null as timestamp) as interval_end
    from {{ ref('int_standing_entries') }} as standing
    inner join rules on standing.rule_id = rules.rule_id
    where rules.rule_type <> 'attribute' and {{ in_share('standing.entity_key') }}
    union all
    select
        attribute_awards.entity_key,
        rules.rule_key,
        cast(null as integer) as place,
        cast(null as varchar) as interaction_id,
        attribute_awards.valid_from,
        attribute_awards.valid_to as interval_end
    from {{ ref('int_attribute_awards') }} as attribute_awards
    inner join rules on attribute_awards.rule_id = rules.rule_id
)

-- SPEC, Expiry: one entry for each tranche of an award.
select
    awards.entity_key,
    rules.score_key,
    rules.rule_key,
    awards.place,
    awards.interaction_id,
    cast(null as varchar) as adjustment_id,
    tranches.tranche,
    rules.operation,
    tranches.points,
    awards.valid_from,
    awards.valid_from + tranches.expires_after_days * interval '1' day as expires_at,
    awards.interval_end
from awards
inner join rules on awards.rule_key = rules.rule_key
inner join {{ ref('rulebook_tranches') }} as tranches on rules.rule_id = tranches.rule_id
union all
select
    entities.entity_key,
    scores.score_key,
    cast(null as integer) as rule_key,
    cast(null as integer) as place,
    cast(null as varchar) as interaction_id,
    adjustments.adjustment_id,
    1 as tranche,
    adjustments.operation,
    adjustments.points,
    adjustments.adjusted_at as valid_from,
    try(adjustments.adjusted_at + adjustments.expires_after_days * interval '1' day) as expires_at,
    cast(null as timestamp) as interval_end
from {{ ref('int_adjustments') }} as adjustments
inner join {{ ref('rulebook_scores') }} as scores on adjustments.score_id = scores.score_id
inner join {{ ref('int_scored_entities') }} as entities
    on adjustments.entity_type = entities.entity_type and adjustments.entity_id = entities.entity_id
where adjustments.counts
