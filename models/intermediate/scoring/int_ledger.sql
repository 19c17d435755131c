{{ config(
    materialized='incremental',
    incremental_strategy='append',
    on_schema_change='fail',
    meta={'in_shares_of': ['int_reach', 'int_standing_entries']},
    pre_hook="{{ replace_rows_of(affected('ledger')) }}",
) }}

-- depends_on: {{ ref('int_replaced_entities') }}
-- An entity's entries lie side by side, and are found without the others.
with by_entity as (
    select * from {{ ref('int_ended_entries') }}
    order by entity_key
)

-- Text comes last: what is sorted is narrow.
select
    by_entity.entity_key,
    scores.score_id,
    rules.rule_id,
    rules.rule_group,
    by_entity.interaction_id,
    by_entity.adjustment_id,
    by_entity.tranche,
    by_entity.operation,
    by_entity.points,
    by_entity.valid_from,
    by_entity.expires_at,
    by_entity.superseded_at,
    by_entity.valid_to,
    {{ run_start() }} as computed_at
from by_entity
inner join {{ ref('rulebook_scores') }} as scores on by_entity.score_key = scores.score_key
left join {{ ref('rulebook_rules') }} as rules on by_entity.rule_key = rules.rule_key
