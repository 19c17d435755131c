{{ config(
    materialized='incremental',
    incremental_strategy='append',
    on_schema_change='fail',
    meta={'in_shares_of': 'int_ledger'},
    pre_hook="{{ delete_rows_of(affected(also_history_only=true)) }}",
) }}

with totals as (
    select
        entity_key,
        score_key,
        changed_at,
        sum(points) over (in_order range between unbounded preceding and current row) as total,
        sum(points) over (in_order groups between unbounded preceding and 1 preceding) as total_before,
        coalesce(lead(changed_at) over in_order > changed_at, true) as is_last
    from {{ ref('int_score_changes') }}
    window in_order as (partition by entity_key, score_key order by changed_at)
),

-- SPEC, From ledger to score: the sum is held within the score's limits, before the change and after it.
held as (
    select
        totals.entity_key,
        totals.score_key,
        scores.score_id,
        totals.changed_at as valid_from,
        cast(greatest(least(totals.total, scores.max_points), scores.min_points) as decimal(18, 2)) as points,
        cast(greatest(least(coalesce(totals.total_before, 0), scores.max_points), scores.min_points) as decimal(18, 2)) as previous_points
    from totals
    inner join {{ ref('rulebook_scores') }} as scores on totals.score_key = scores.score_key
    -- What begins and ends at one instant changes the points together.
    where totals.is_last
),

-- History is canonical: only instants at which the points differ from those before.
tiered as (
    select
        held.*,
        tiers.tier_rank,
        previous_tiers.tier_rank as previous_tier_rank
    from held
    left join {{ ref('rulebook_tiers') }} as tiers on {{ is_in_tier('held.score_id', 'held.points', 'tiers') }}
    left join {{ ref('rulebook_tiers') }} as previous_tiers
        on {{ is_in_tier('held.score_id', 'held.previous_points', 'previous_tiers') }}
    where held.points <> held.previous_points
),

-- An entity's rows lie side by side, and are found without the others.
by_entity as (
    select
        *,
        lead(valid_from) over by_time as valid_to,
        last_value(case when tier_rank <> previous_tier_rank then valid_from end ignore nulls) over by_time as tier_since
    from tiered
    window by_time as (partition by entity_key, score_key order by valid_from)
    order by entity_key
)

-- Text comes last: what is sorted is narrow.
select
    by_entity.entity_key,
    scores.score_id,
    by_entity.valid_from,
    by_entity.valid_to,
    by_entity.points,
    by_entity.previous_points,
    tiers.tier,
    by_entity.tier_rank,
    previous_tiers.tier as previous_tier,
    by_entity.tier_since
from by_entity
inner join {{ ref('rulebook_scores') }} as scores on by_entity.score_key = scores.score_key
left join {{ ref('rulebook_tiers') }} as tiers
    on scores.score_id = tiers.score_id and by_entity.tier_rank = tiers.tier_rank
left join {{ ref('rulebook_tiers') }} as previous_tiers
    on scores.score_id = previous_tiers.score_id and by_entity.previous_tier_rank = previous_tiers.tier_rank
