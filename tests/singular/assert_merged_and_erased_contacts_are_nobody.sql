-- A contact that is merged away or erased is named by no mart.
with gone as (
    select contact_id as entity_id from {{ ref('int_erased_contacts') }}
    union
    select merged_contact_id as entity_id
    from {{ ref('int_standing_merges') }}
    anti join {{ ref('int_merge_cycles') }} using (merged_contact_id)
    where surviving_contact_id <> merged_contact_id
),

named as (
    select
        'interactions' as mart,
        contact_id as entity_id
    from {{ ref('interactions') }}
    union all
    select
        'score_ledger' as mart,
        entity_id
    from {{ ref('score_ledger') }}
    where entity_type = 'contact'
    union all
    select
        'score_history' as mart,
        entity_id
    from {{ ref('score_history') }}
    where entity_type = 'contact'
    union all
    select
        'contact_scores' as mart,
        contact_id as entity_id
    from {{ ref('contact_scores') }}
    union all
    select
        'contact_segments' as mart,
        contact_id as entity_id
    from {{ ref('contact_segments') }}
)

select distinct named.* from named
semi join gone using (entity_id)
