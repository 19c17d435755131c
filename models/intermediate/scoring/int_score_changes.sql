{{ config(materialized='view') }}

with groups as (
    select
        *,
        cast(row_number() over (order by score_id, rule_group) as integer) as group_key
    from {{ ref('rulebook_groups') }}
),

entries as materialized (
    select
        ledger.entity_key,
        scores.score_key,
        groups.group_key,
        ledger.points,
        ledger.valid_from,
        ledger.valid_to
    from {{ affected_rows('int_ledger') }} as ledger
    inner join {{ ref('rulebook_scores') }} as scores on ledger.score_id = scores.score_id
    left join groups on ledger.score_id = groups.score_id and ledger.rule_group = groups.rule_group
    where ledger.valid_to is null or ledger.valid_to > ledger.valid_from
),

changes as not materialized (
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

group_totals as (
    select
        *,
        cast(sum(points) over (
            partition by entity_key, group_key order by changed_at rows between unbounded preceding and current row
        ) as decimal(18, 2)) as total
    from changes
    where group_key is not null
),

-- SPEC, From ledger to score: each group is held within its limits, before the change and after it.
held_changes as (
    select
        entity_key,
        score_key,
        changed_at,
        points
    from changes
    where group_key is null
    union all
    select
        entity_key,
        score_key,
        changed_at,
        greatest(least(total, max_points), min_points)
        - greatest(least(cast(total - points as decimal(18, 2)), max_points), min_points) as points
    from group_totals
    inner join groups using (group_key)
)

-- What begins and ends at one instant changes the points together.
select
    entity_key,
    score_key,
    changed_at,
    cast(sum(points) as decimal(18, 2)) as points
from held_changes
group by entity_key, score_key, changed_at
having sum(points) <> 0
