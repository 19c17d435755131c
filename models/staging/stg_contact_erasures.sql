-- Requests count whatever known_at says.
with source as (
    {{ raw_rows('contact_erasures', whenever_loaded=true) }}
),

renamed as (
    select
        *,
        contact_id as native_id,
        {{ rejection({'no id': 'contact_id is null', 'no time': 'requested_at is null'}) }} as rejection
    from source
)

select * from renamed
