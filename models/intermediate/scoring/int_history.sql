{{ config(
    materialized='incremental',
    incremental_strategy='append',
    on_schema_change='fail',
    meta={'in_shares_of': ['int_ledger']},
    pre_hook="{{ replace_rows_of(affected('history')) }}",
) }}

-- depends_on: {{ ref('int_replaced_entities') }}
with totals as (
    select
        *,
        cast(sum(points) over (
            partition by entity_key, score_key order by changed_at rows between unbounded preceding and current row
        ) as decimal(18, 2)) as total
    from {{ ref('int_score_changes') }}
),

-- SPEC, From ledger to score: the sum is held within the score's limits, before the change and after it.
held as (
    select
        totals.entity_key,
        totals.score_key,
        totals.changed_at as valid_from,
        greatest(least(totals.total, scores.max_points), scores.min_points) as points,
        greatest(least(cast(totals.total - totals.points as decimal(18, 2)), scores.max_points), scores.min_points) as previous_points
    from totals
    inner join {{ ref('rulebook_scores') }} as scores on totals.score_key = scores.score_key
),

keyed_tiers as (
    select
        tiers.*,
        scores.score_key
    from {{ ref('rulebook_tiers') }} as tiers
    inner join {{ ref('rulebook_scores') }} as scores on tiers.score_id = scores.score_id
),

-- History is canonical: only instants at which the points differ from those before.
tiered as (
    select
        held.*,
        tiers.tier_rank,
        previous_tiers.tier_rank as previous_tier_rank
    from held
    left join keyed_tiers as tiers on {{ is_in_tier('held.score_key', 'held.points', 'tiers', key='score_key') }}
    left join keyed_tiers as previous_tiers
        on {{ is_in_tier('held.score_key', 'held.previous_points', 'previous_tiers', key='score_key') }}
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
    by_entity.tier_since,
    {{ run_start() }} as computed_at
from by_entity
inner join {{ ref('rulebook_scores') }} as scores on by_entity.score_key = scores.score_key
left join keyed_tiers as tiers
    on by_entity.score_key = tiers.score_key and by_entity.tier_rank = tiers.tier_rank
left join keyed_tiers as previous_tiers
    on by_entity.score_key = previous_tiers.score_key and by_entity.previous_tier_rank = previous_tiers.tier_rank
