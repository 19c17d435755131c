-- At every instant at which anything begins or ends, the valid entries add up to the points that the history has there.
with scores as (
    {{ seeded_scores() }}
),

limits as (
    select
        rule_group,
        score_id,
        cast(min_points as decimal(18, 2)) as min_points,
        cast(max_points as decimal(18, 2)) as max_points
    from {{ ref('score_rule_groups') }}
),

entries as (
    select
        score_id,
        entity_type,
        entity_id,
        rule_group,
        points,
        valid_from,
        coalesce(valid_to, {{ for_ever() }}) as valid_to
    from {{ tested('score_ledger') }}
),

history as (
    select
        score_id,
        entity_type,
        entity_id,
        points,
        valid_from,
        coalesce(valid_to, {{ for_ever() }}) as valid_to
    from {{ tested('score_history') }}
),

all_instants as (
    select
        score_id,
        entity_type,
        entity_id,
        valid_from as instant
    from entries
    union
    select
        score_id,
        entity_type,
        entity_id,
        valid_to as instant
    from entries
    union
    select
        score_id,
        entity_type,
        entity_id,
        valid_from as instant
    from history
),

counted_instants as (
    select
        *,
        count(*) over (partition by score_id, entity_type, entity_id) as how_many
    from all_instants
    where instant < {{ for_ever() }}
),

-- Where one entity has very many, a share of them.
instants as (
    select * from counted_instants
    where {{ is_tested('entity_id || cast(instant as varchar)', share_of('how_many', 300)) }}
),

group_sums as (
    select
        instants.score_id,
        instants.entity_type,
        instants.entity_id,
        instants.instant,
        entries.rule_group,
        sum(entries.points) as points
    from instants
    inner join entries
        on instants.score_id = entries.score_id
        and instants.entity_type = entries.entity_type
        and instants.entity_id = entries.entity_id
        and instants.instant >= entries.valid_from
        and instants.instant < entries.valid_to
    group by instants.score_id, instants.entity_type, instants.entity_id, instants.instant, entries.rule_group
),

score_sums as (
    select
        group_sums.score_id,
        group_sums.entity_type,
        group_sums.entity_id,
        group_sums.instant,
        sum({{ held('group_sums.points', 'limits.min_points', 'limits.max_points') }}) as points
    from group_sums
    left join limits on group_sums.score_id = limits.score_id and group_sums.rule_group = limits.rule_group
    group by group_sums.score_id, group_sums.entity_type, group_sums.entity_id, group_sums.instant
),

compared as (
    select
        instants.score_id,
        instants.entity_type,
        instants.entity_id,
        instants.instant,
        {{ held('coalesce(score_sums.points, 0)', 'scores.min_points', 'scores.max_points') }} as points_by_ledger,
        coalesce(history.points, scores.resting_points) as points_by_history
    from instants
    left join scores on instants.score_id = scores.score_id
    left join score_sums
        on instants.score_id = score_sums.score_id
        and instants.entity_type = score_sums.entity_type
        and instants.entity_id = score_sums.entity_id
        and instants.instant = score_sums.instant
    left join history
        on instants.score_id = history.score_id
        and instants.entity_type = history.entity_type
        and instants.entity_id = history.entity_id
        and instants.instant >= history.valid_from
        and instants.instant < history.valid_to
)

select * from compared
where points_by_ledger is distinct from points_by_history
