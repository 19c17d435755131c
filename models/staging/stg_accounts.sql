with source as (
    {{ raw_rows('accounts') }}
),

renamed as (
    select
        * replace (case when {{ is_json_object('properties') }} then properties end as properties),
        account_id as native_id,
        {{ rejection({'no id': 'account_id is null', 'no time': 'updated_at is null'}) }} as rejection
    from source
)

select * from renamed
