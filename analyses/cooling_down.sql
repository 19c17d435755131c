-- What will cool down in the next 14 days if nobody acts?
with asked as (
    select
        {{ instant_asked() }} as instant,
        {{ instant_asked() }} + {{ days_asked(14) }} as until
),

-- What counts now, and what the silence since an earlier interaction will earn by then.
entries as (
    select
        ledger.score_id,
        ledger.entity_type,
        ledger.entity_id,
        ledger.rule_group,
        ledger.points,
        ledger.valid_from,
        ledger.valid_from <= asked.instant as counts_now,
        -- A set is an act.
        case when ledger.superseded_at > asked.instant then ledger.expires_at else ledger.valid_to end as valid_to,
        asked.until
    from {{ ref('score_ledger') }} as ledger
    cross join asked
    left join {{ ref('rulebook_rules') }} as rules on ledger.rule_id = rules.rule_id
    left join {{ ref('int_interactions') }} as interactions on ledger.interaction_id = interactions.interaction_id
    where
        (ledger.valid_to is null or ledger.valid_to > asked.instant)
        and (
            ledger.valid_from <= asked.instant
            or (
                rules.rule_type = 'absence'
                and ledger.valid_from <= asked.until
                and coalesce(interactions.occurred_at <= asked.instant, true)
            )
        )
        and {{ is_asked('ledger.entity_type', 'entity_type') }}
        and {{ is_asked('ledger.entity_id', 'entity_id') }}
        and {{ is_asked('ledger.score_id', 'score_id') }}
),

group_sums as (
    select
        score_id,
        entity_type,
        entity_id,
        rule_group,
        coalesce(sum(points) filter (where counts_now), 0) as points_now,
        coalesce(sum(points) filter (where valid_to is null or valid_to > until), 0) as points_then,
        sum(points) filter (where counts_now and valid_to <= until) as expiring_points,
        sum(points) filter (where not counts_now) as silence_points,
        least(min(valid_to) filter (where valid_to <= until), min(valid_from) filter (where not counts_now)) as next_change_at
    from entries
    group by score_id, entity_type, entity_id, rule_group
),

score_sums as (
    select
        group_sums.score_id,
        group_sums.entity_type,
        group_sums.entity_id,
        sum({{ held('group_sums.points_now', 'groups.min_points', 'groups.max_points') }}) as points_now,
        sum({{ held('group_sums.points_then', 'groups.min_points', 'groups.max_points') }}) as points_then,
        sum(group_sums.expiring_points) as expiring_points,
        sum(group_sums.silence_points) as silence_points,
        min(group_sums.next_change_at) as next_change_at
    from group_sums
    left join {{ ref('rulebook_groups') }} as groups
        on group_sums.score_id = groups.score_id and group_sums.rule_group = groups.rule_group
    group by group_sums.score_id, group_sums.entity_type, group_sums.entity_id
),

scores as (
    select
        score_sums.* exclude (points_now, points_then),
        {{ held('score_sums.points_now', 'limits.min_points', 'limits.max_points') }} as points,
        {{ held('score_sums.points_then', 'limits.min_points', 'limits.max_points') }} as points_then
    from score_sums
    inner join {{ ref('rulebook_scores') }} as limits on score_sums.score_id = limits.score_id
)

select
    scores.score_id,
    scores.entity_id,
    tiers.tier,
    tiers_then.tier as tier_then,
    scores.points,
    scores.points_then,
    scores.points - scores.points_then as points_lost,
    coalesce(scores.expiring_points, 0) as expiring_points,
    coalesce(scores.silence_points, 0) as silence_points,
    scores.next_change_at,
    scores.entity_type
from scores
inner join {{ ref('int_entities') }} as entities using (entity_type, entity_id)
cross join asked
left join {{ ref('rulebook_tiers') }} as tiers on {{ is_in_tier('scores.score_id', 'scores.points', 'tiers') }}
left join {{ ref('rulebook_tiers') }} as tiers_then on {{ is_in_tier('scores.score_id', 'scores.points_then', 'tiers_then') }}
where
    scores.points_then < scores.points
    and (entities.deleted_at is null or entities.deleted_at > asked.instant)
order by coalesce(tiers.tier_rank - tiers_then.tier_rank, 0) desc, points_lost desc, scores.score_id asc, scores.entity_id asc
