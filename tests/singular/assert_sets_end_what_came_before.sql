-- A set ends every earlier entry of its score that has not ended of itself; of several at one instant a single one stands.
with ledger as (
    select * from {{ tested('score_ledger') }}
),

sets as (
    select
        score_id,
        entity_type,
        entity_id,
        valid_from as set_at,
        count(*) filter (where superseded_at is null or superseded_at > valid_from) as standing_sets
    from ledger
    where operation = 'set'
    group by score_id, entity_type, entity_id, valid_from
),

counted_sets as (
    select
        *,
        count(*) over (partition by score_id, entity_type, entity_id) as how_many
    from sets
),

-- Where one entity has very many, a share of them.
some_sets as (
    select * from counted_sets
    where {{ is_tested('entity_id || cast(set_at as varchar)', share_of('how_many', 300)) }}
)

select
    ledger.entry_id,
    'outlives a set' as fault
from ledger
semi join some_sets
    on ledger.score_id = some_sets.score_id
    and ledger.entity_type = some_sets.entity_type
    and ledger.entity_id = some_sets.entity_id
    and ledger.valid_from < some_sets.set_at
    and coalesce(ledger.valid_to, {{ for_ever() }}) > some_sets.set_at
union all
select
    ledger.entry_id,
    'superseded by no set' as fault
from ledger
anti join sets
    on ledger.score_id = sets.score_id
    and ledger.entity_type = sets.entity_type
    and ledger.entity_id = sets.entity_id
    and ledger.superseded_at = sets.set_at
where ledger.superseded_at is not null
union all
select
    entity_id as entry_id,
    'not one standing set at an instant' as fault
from sets
where standing_sets <> 1
