{{ config(
    materialized='incremental',
    incremental_strategy='append',
    on_schema_change='fail',
    pre_hook="{{ delete_rows_of(affected('awards')) }}",
) }}

-- As in the ledger.
with by_entity as (
    select
        awards.entity_key,
        awards.rule_key,
        reach.interaction_id,
        awards.suppressed_reason
    from {{ ref('int_awards') }} as awards
    left join {{ ref('int_reach') }} as reach on awards.entity_key = reach.entity_key and awards.place = reach.place
    where awards.suppressed_reason is not null and awards.entity_key in {{ affected('awards') }}
    order by awards.entity_key
)

select
    by_entity.entity_key,
    rules.rule_id,
    by_entity.interaction_id,
    by_entity.suppressed_reason
from by_entity
inner join {{ ref('rulebook_rules') }} as rules on by_entity.rule_key = rules.rule_key
