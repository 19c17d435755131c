{{ config(materialized='incremental', incremental_strategy='append', full_refresh=false, on_schema_change='fail') }}

-- Only made here: ledger and history write it in the transaction in which they change.
select
    '' as model,
    entity_key,
    {{ run_start() }} as computed_at
from {{ ref('int_affected_entities') }}
where false
