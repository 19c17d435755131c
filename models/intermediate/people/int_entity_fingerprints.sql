{{ config(meta={'made_of': {'raw': ['contacts', 'accounts', 'opportunities', 'contact_merges']}}) }}

with versions as (
    select
        entity_type,
        entity_id,
        updated_at,
        md5(cast(json_array(account_id, contact_id, attributes, created_at, deleted_at, closed_at) as varchar)) as content
    from {{ ref('int_versions') }}
),

-- A version that repeats the one before says nothing new.
compared as (
    select
        *,
        lag(content) over (partition by entity_type, entity_id order by updated_at) as content_before
    from versions
)

select
    entity_type,
    entity_id,
    bit_xor(md5_number(cast(json_array(entity_type, entity_id, updated_at, content) as varchar))) as fingerprint
from compared
where content is distinct from content_before
group by entity_type, entity_id
