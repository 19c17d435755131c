{{ config(materialized='view') }}

with entities as (
    select * from {{ ref('int_entities') }}
),

history as (
    select * from {{ ref('int_history') }}
),

first_rows as (
    select
        entity_key,
        score_id,
        min(valid_from) as valid_from
    from history
    group by entity_key, score_id
),

-- SPEC, From ledger to score: an entity rests, in a tier too, until its history begins; from its creation on it is counted.
resting as (
    select
        entities.entity_key,
        scores.score_id,
        tiers.tier,
        entities.began_at as valid_from
    from entities
    inner join {{ ref('rulebook_scores') }} as scores on entities.entity_type = scores.entity_type and scores.is_active
    inner join {{ ref('rulebook_tiers') }} as tiers on {{ is_in_tier('scores.score_id', 'scores.resting_points', 'tiers') }}
    left join first_rows on entities.entity_key = first_rows.entity_key and scores.score_id = first_rows.score_id
    where entities.began_at < coalesce(first_rows.valid_from, {{ for_ever() }})
),

tiers as (
    select
        entity_key,
        score_id,
        tier,
        valid_from
    from history
    union all
    select * from resting
),

-- What happened up to now and before the entity was deleted.
stays as (
    select
        tiers.entity_key,
        tiers.score_id,
        tiers.tier,
        tiers.valid_from,
        entities.deleted_at,
        lag(tiers.tier) over in_order as tier_before,
        lead(tiers.tier) over in_order as tier_after,
        lead(tiers.valid_from) over in_order as next_valid_from
    from tiers
    inner join entities on tiers.entity_key = entities.entity_key
    where
        tiers.tier is not null
        and tiers.valid_from <= {{ as_of() }}
        and tiers.valid_from < coalesce(entities.deleted_at, {{ for_ever() }})
    window in_order as (partition by tiers.entity_key, tiers.score_id order by tiers.valid_from)
)

select
    entity_key,
    score_id,
    tier,
    valid_from as moved_at,
    1 as enters,
    0 as leaves
from stays
where tier is distinct from tier_before
union all
select
    entity_key,
    score_id,
    tier,
    coalesce(next_valid_from, deleted_at) as moved_at,
    0 as enters,
    1 as leaves
from stays
where tier <> tier_after or (next_valid_from is null and deleted_at <= {{ as_of() }})
