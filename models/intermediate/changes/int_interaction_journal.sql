{{ config(materialized='incremental', incremental_strategy='append', full_refresh=false) }}

-- Only made here: int_interactions writes it in the transaction in which it changes, and the checkpoint empties it.
select
    source,
    contact_id,
    account_id,
    opportunity_id,
    occurred_at
from {{ ref('int_changed_interactions') }}
where false
