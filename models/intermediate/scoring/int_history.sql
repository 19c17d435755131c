{{ config(
    materialized='incremental',
    incremental_strategy='append',
    on_schema_change='fail',
    pre_hook="{{ delete_affected(also_history_only=true) }}",
) }}

with entries as (
    select
        ledger.entity_key,
        ledger.score_id,
        groups.rule_group,
        groups.min_points,
        groups.max_points,
        ledger.points,
        ledger.valid_from,
        ledger.valid_to
    from {{ ref('int_ledger') }} as ledger
    semi join {{ ref('int_affected_entities') }} as affected on ledger.entity_key = affected.entity_key
    left join {{ ref('rulebook_groups') }} as groups
        on ledger.score_id = groups.score_id and ledger.rule_group = groups.rule_group
    where ledger.valid_to is null or ledger.valid_to > ledger.valid_from
),

changes as (
    select
        * exclude (valid_from, valid_to, points),
        valid_from as changed_at,
        points
    from entries
    union all
    select
        * exclude (valid_from, valid_to, points),
        valid_to as changed_at,
        -points as points
    from entries
    where valid_to is not null
),

-- SPEC, From ledger to score: each group is held within its limits, then the score.
group_totals as (
    select
        entity_key,
        score_id,
        rule_group,
        changed_at,
        greatest(least(
            sum(sum(points)) over (partition by entity_key, score_id, rule_group order by changed_at), max(max_points)
        ), max(min_points)) as points
    from changes
    where rule_group is not null
    group by entity_key, score_id, rule_group, changed_at
),

held_changes as (
    select
        entity_key,
        score_id,
        changed_at,
        points
    from changes
    where rule_group is null
    union all
    select
        entity_key,
        score_id,
        changed_at,
        points - lag(points, 1, 0) over (partition by entity_key, score_id, rule_group order by changed_at) as points
    from group_totals
),

instants as (
    select
        entity_key,
        score_id,
        changed_at,
        sum(points) as points
    from held_changes
    group by entity_key, score_id, changed_at
),

totals as (
    select
        instants.entity_key,
        instants.score_id,
        instants.changed_at as valid_from,
        scores.resting_points,
        cast(greatest(least(
            sum(instants.points) over (partition by instants.entity_key, instants.score_id order by instants.changed_at),
            scores.max_points
        ), scores.min_points) as decimal(18, 2)) as points
    from instants
    inner join {{ ref('rulebook_scores') }} as scores on instants.score_id = scores.score_id
),

-- History is canonical: only instants at which the points differ from those before.
stepped as (
    select
        *,
        lag(points, 1, resting_points) over (partition by entity_key, score_id order by valid_from) as points_before
    from totals
),

chain as (
    select
        entity_key,
        score_id,
        valid_from,
        lead(valid_from) over (partition by entity_key, score_id order by valid_from) as valid_to,
        points,
        points_before as previous_points
    from stepped
    where points <> points_before
),

tiered as (
    select
        chain.*,
        tiers.tier,
        tiers.tier_rank,
        previous_tiers.tier as previous_tier
    from chain
    left join {{ ref('rulebook_tiers') }} as tiers on {{ is_in_tier('chain.score_id', 'chain.points', 'tiers') }}
    left join {{ ref('rulebook_tiers') }} as previous_tiers
        on {{ is_in_tier('chain.score_id', 'chain.previous_points', 'previous_tiers') }}
)

select
    *,
    max(case when tier <> previous_tier then valid_from end) over (
        partition by entity_key, score_id order by valid_from
    ) as tier_since
from tiered
