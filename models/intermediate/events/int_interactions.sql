{{ config(
    materialized='incremental',
    incremental_strategy='append',
    on_schema_change='fail',
    pre_hook="{{ take_changed_interactions() }}",
) }}

-- depends_on: {{ ref('int_interaction_journal') }}
with standing as (
    {{ changed_interactions() if is_incremental() else standing_interactions() }}
)

-- What a contact did lies side by side: whose interactions they are is looked up for many, and asked of one.
select
    *,
    {{ contact_hash('contact_id') }} as contact_hash
from standing
order by contact_hash
