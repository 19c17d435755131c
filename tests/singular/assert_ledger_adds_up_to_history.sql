-- At every instant at which anything begins or ends, the valid entries add up to the points that the history has there.
with tested as (
    select * from {{ tested_entities() }}
),

scores as (
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

-- An entity is known by its number from here on: instants and entries are many.
entries as (
    select
        tested.entity_key,
        ledger.score_id,
        ledger.rule_group,
        ledger.points,
        ledger.valid_from,
        coalesce(ledger.valid_to, {{ for_ever() }}) as valid_to
    from {{ tested('score_ledger') }} as ledger
    inner join tested on ledger.entity_type = tested.entity_type and ledger.entity_id = tested.entity_id
),

history as (
    select
        tested.entity_key,
        history.score_id,
        history.points,
        history.valid_from,
        coalesce(history.valid_to, {{ for_ever() }}) as valid_to
    from {{ tested('score_history') }} as history
    inner join tested on history.entity_type = tested.entity_type and history.entity_id = tested.entity_id
),

all_instants as (
    select
        entity_key,
        score_id,
        valid_from as instant
    from entries
    union
    select
        entity_key,
        score_id,
        valid_to as instant
    from entries
    union
    select
        entity_key,
        score_id,
        valid_from as instant
    from history
),

counted_instants as (
    select
        *,
        count(*) over (partition by entity_key, score_id) as how_many
    from all_instants
    where instant < {{ for_ever() }}
),

-- Where one entity has very many, a share of them.
instants as (
    select * from counted_instants
    where {{ is_tested('entity_key || cast(instant as varchar)', share_of('how_many', 300)) }}
),

group_sums as (
    select
        instants.entity_key,
        instants.score_id,
        instants.instant,
        entries.rule_group,
        sum(entries.points) as points
    from instants
    inner join entries
        on instants.entity_key = entries.entity_key
        and instants.score_id = entries.score_id
        and instants.instant >= entries.valid_from
        and instants.instant < entries.valid_to
    group by instants.entity_key, instants.score_id, instants.instant, entries.rule_group
),

score_sums as (
    select
        group_sums.entity_key,
        group_sums.score_id,
        group_sums.instant,
        sum({{ held('group_sums.points', 'limits.min_points', 'limits.max_points') }}) as points
    from group_sums
    left join limits on group_sums.score_id = limits.score_id and group_sums.rule_group = limits.rule_group
    group by group_sums.entity_key, group_sums.score_id, group_sums.instant
),

compared as (
    select
        tested.entity_type,
        tested.entity_id,
        instants.score_id,
        instants.instant,
        {{ held('coalesce(score_sums.points, 0)', 'scores.min_points', 'scores.max_points') }} as points_by_ledger,
        coalesce(history.points, scores.resting_points) as points_by_history
    from instants
    inner join tested on instants.entity_key = tested.entity_key
    left join scores on instants.score_id = scores.score_id
    left join score_sums
        on instants.entity_key = score_sums.entity_key
        and instants.score_id = score_sums.score_id
        and instants.instant = score_sums.instant
    left join history
        on instants.entity_key = history.entity_key
        and instants.score_id = history.score_id
        and instants.instant >= history.valid_from
        and instants.instant < history.valid_to
)

select * from compared
where points_by_ledger is distinct from points_by_history
