with source as (
    {{ raw_rows('opportunities') }}
),

-- An opportunity outlives the erasure of its contact and only loses it.
without_erased_contacts as (
    select
        * replace (
            case when {{ is_not_erased('contact_id') }} then contact_id end as contact_id,
            case
                when {{ is_not_erased('contact_id') }} then raw_row
                else cast(json_merge_patch(raw_row, '{"contact_id": null}') as varchar)
            end as raw_row
        )
    from source
),

renamed as (
    select
        * replace (case when {{ is_json_object('properties') }} then properties end as properties),
        opportunity_id as native_id,
        {{ rejection({'no id': 'opportunity_id is null', 'no time': 'updated_at is null'}) }} as rejection
    from without_erased_contacts
)

select * from renamed
