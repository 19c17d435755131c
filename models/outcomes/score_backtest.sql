with rules as (
    select
        backtest_rules.backtest_rule_key,
        backtest_rules.score_id,
        rulebook_rules.rule_group
    from {{ ref('int_backtest_rules') }} as backtest_rules
    left join {{ ref('rulebook_rules') }} as rulebook_rules on backtest_rules.rule_id = rulebook_rules.rule_id
    where backtest_rules.not_backtestable_because is null
),

-- Scores of which a rule is left to test.
scores as (
    select scores.* from {{ ref('rulebook_scores') }} as scores
    where
        scores.score_id in (
            select backtest_rules.score_id from {{ ref('int_backtest_rules') }} as backtest_rules
            where backtest_rules.rule_id is not null and backtest_rules.not_backtestable_because is null
        )
),

-- SPEC, From ledger to score: each group is held within its limits, then the score.
group_totals as (
    select
        awards.backtest_date,
        awards.contact_key,
        rules.score_id,
        greatest(least(sum(awards.points), max(groups.max_points)), max(groups.min_points)) as points
    from {{ ref('int_backtest_awards') }} as awards
    inner join rules on awards.backtest_rule_key = rules.backtest_rule_key
    left join {{ ref('rulebook_groups') }} as groups
        on rules.score_id = groups.score_id and rules.rule_group = groups.rule_group
    group by awards.backtest_date, awards.contact_key, rules.score_id, groups.rule_group
),

totals as (
    select
        backtest_date,
        contact_key,
        score_id,
        sum(points) as points
    from group_totals
    group by backtest_date, contact_key, score_id
),

held as (
    select
        scores.score_id,
        contacts.contact_id,
        contacts.backtest_date,
        contacts.converted_at,
        cast(greatest(least(coalesce(totals.points, 0), scores.max_points), scores.min_points) as decimal(18, 2)) as points
    from {{ ref('int_backtest_contacts') }} as contacts
    cross join scores
    left join totals
        on contacts.backtest_date = totals.backtest_date
        and contacts.contact_key = totals.contact_key
        and scores.score_id = totals.score_id
)

select
    held.score_id,
    held.contact_id,
    held.backtest_date,
    held.points,
    tiers.tier,
    tiers.tier_rank,
    held.converted_at is not null as converted,
    held.converted_at
from held
left join {{ ref('rulebook_tiers') }} as tiers on {{ is_in_tier('held.score_id', 'held.points', 'tiers') }}
