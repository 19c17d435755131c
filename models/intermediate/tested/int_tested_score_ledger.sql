with ledger as (
    select * exclude (entry_id) from {{ ref('score_ledger') }}
    semi join {{ ref('int_tested_entities') }} using (entity_type, entity_id)
    where {{ anybody_is_tested() }}
)

-- The id made again, for these alone: in the mart it would be made for all.
select
    {{ entry_id('ledger', 'ledger') }} as entry_id,
    *
from ledger
