-- Scores whose tiers of now mean what they meant in the backtest: no rule of theirs was left out.
with scores as (
    select score_id from {{ ref('int_backtest_rules') }}
    group by score_id
    having bool_and(not_backtestable_because is null) and count(rule_id) > 0
),

-- Each open deal in the tier that its contact is in now.
deals as (
    select
        scores.score_id,
        contact_scores.tier,
        contact_scores.tier_rank,
        opportunities.amount
    from {{ ref('int_open_opportunities') }} as opportunities
    cross join scores
    left join {{ ref('contact_scores') }} as contact_scores
        on opportunities.contact_id = contact_scores.contact_id and scores.score_id = contact_scores.score_id
)

select
    score_id,
    tier,
    tier_rank,
    count(*) as opportunities,
    sum(amount) as amount,
    sum(amount * amount) as squared_amounts,
    sum(least(amount, 0)) as least_amount,
    sum(greatest(amount, 0)) as most_amount
from deals
group by score_id, tier, tier_rank
