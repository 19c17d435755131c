{{ config(materialized='view') }}

with awards as (
    select
        awards.entity_key,
        rules.rule_id,
        awards.place,
        awards.valid_from,
        cast(null as timestamp) as interval_end
    from {{ ref('int_awards') }} as awards
    inner join {{ ref('rulebook_rules') }} as rules on awards.rule_key = rules.rule_key
    where awards.suppressed_reason is null
    union all
    select
        entity_key,
        rule_id,
        cast(null as integer) as place,
        valid_from,
        valid_to as interval_end
    from {{ ref('int_attribute_awards') }}
)

-- SPEC, Expiry: one entry for each tranche of an award.
select
    awards.entity_key,
    rules.score_id,
    awards.rule_id,
    rules.rule_group,
    reach.interaction_id,
    cast(null as varchar) as adjustment_id,
    tranches.tranche,
    rules.operation,
    tranches.points,
    awards.valid_from,
    awards.valid_from + tranches.expires_after_days * interval '1' day as expires_at,
    awards.interval_end
from awards
inner join {{ ref('rulebook_rules') }} as rules on awards.rule_id = rules.rule_id
inner join {{ ref('rulebook_tranches') }} as tranches on awards.rule_id = tranches.rule_id
left join {{ ref('int_reach') }} as reach on awards.entity_key = reach.entity_key and awards.place = reach.place
union all
select
    entities.entity_key,
    adjustments.score_id,
    cast(null as varchar) as rule_id,
    cast(null as varchar) as rule_group,
    cast(null as varchar) as interaction_id,
    adjustments.adjustment_id,
    1 as tranche,
    adjustments.operation,
    adjustments.points,
    adjustments.adjusted_at as valid_from,
    try(adjustments.adjusted_at + adjustments.expires_after_days * interval '1' day) as expires_at,
    cast(null as timestamp) as interval_end
from {{ ref('int_adjustments') }} as adjustments
inner join {{ ref('int_scored_entities') }} as entities
    on adjustments.entity_type = entities.entity_type and adjustments.entity_id = entities.entity_id
where adjustments.counts
