{{ config(
    materialized='incremental',
    incremental_strategy='append',
    on_schema_change='fail',
    pre_hook="{{ delete_rows_of(affected()) }}",
) }}

select
    awards.entity_key,
    rules.rule_id,
    reach.interaction_id,
    awards.suppressed_reason
from {{ ref('int_awards') }} as awards
inner join {{ ref('rulebook_rules') }} as rules on awards.rule_key = rules.rule_key
left join {{ ref('int_reach') }} as reach on awards.entity_key = reach.entity_key and awards.place = reach.place
where awards.suppressed_reason is not null and awards.entity_key in {{ affected() }}
-- As in the ledger.
order by awards.entity_key
