{{ config(
    materialized='incremental',
    incremental_strategy='append',
    on_schema_change='fail',
    pre_hook="{{ delete_affected() }}",
) }}

select
    entity_key,
    rule_id,
    interaction_id,
    suppressed_reason
from {{ ref('int_awards') }}
where suppressed_reason is not null and entity_key in {{ affected() }}
-- As in the ledger.
order by entity_key
