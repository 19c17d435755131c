with source as (
    {{ raw_rows('contact_merges', whenever_loaded=true) }}
),

renamed as (
    select
        *,
        merged_contact_id as native_id,
        {{ rejection({'no id': 'merged_contact_id is null', 'no time': 'merged_at is null'}) }} as rejection
    from source
)

select * from renamed
