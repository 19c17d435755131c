-- A contact that is merged away or erased is no entity, and so in no mart of scores, and has no interaction.
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
        'int_entities' as relation,
        entity_id
    from {{ ref('int_entities') }}
    where entity_type = 'contact'
    union all
    select
        'interactions' as relation,
        contact_id as entity_id
    from {{ ref('interactions') }}
    union all
    select
        'score_ledger' as relation,
        entity_id
    from {{ tested('score_ledger') }}
    where entity_type = 'contact'
    union all
    select
        'score_history' as relation,
        entity_id
    from {{ tested('score_history') }}
    where entity_type = 'contact'
)

select distinct named.* from named
semi join gone using (entity_id)
where {{ anything_may_differ() }}
