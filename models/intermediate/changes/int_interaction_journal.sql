{{ config(materialized='incremental', incremental_strategy='append', full_refresh=false) }}

-- Written before int_interactions changes, emptied by the checkpoint: what a dead build had begun is not forgotten.
with changed as (
    select * from {{ ref('int_changed_interactions') }}
    where counts
)

select
    source,
    contact_id,
    account_id,
    opportunity_id,
    occurred_at
from changed
where stands
union all
select
    known_source as source,
    known_contact_id as contact_id,
    known_account_id as account_id,
    known_opportunity_id as opportunity_id,
    known_occurred_at as occurred_at
from changed
where known_source is not null
