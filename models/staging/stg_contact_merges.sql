select * from {{ ref('stg_contact_merges_whenever_loaded') }}
where {{ is_known('loaded_at') }}
