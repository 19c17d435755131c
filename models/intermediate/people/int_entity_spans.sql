{{ config(materialized='view') }}

with together as (
    select * from {{ ref('int_versions_together') }}
)

select
    entity_key,
    valid_from,
    valid_to,
    entity_type as subject,
    entity_type,
    entity_id as subject_id,
    updated_at as version_at
from together
union all
select
    entity_key,
    valid_from,
    valid_to,
    'contact' as subject,
    entity_type,
    contact_id as subject_id,
    contact_updated_at as version_at
from together
where entity_type = 'opportunity'
union all
select
    entity_key,
    valid_from,
    valid_to,
    'account' as subject,
    entity_type,
    account_id as subject_id,
    account_updated_at as version_at
from together
where entity_type in ('contact', 'opportunity')
