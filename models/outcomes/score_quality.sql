with by_points as (
    select
        score_id,
        backtest_date,
        points,
        cast(count(*) as double) as contacts,
        cast(count(*) filter (where converted) as double) as conversions
    from {{ ref('score_backtest') }}
    group by score_id, backtest_date, points
),

ranked as (
    select
        *,
        sum(contacts) over of_date as all_contacts,
        sum(contacts) over downwards as contacts_so_far,
        sum(contacts - conversions) over upwards as others_so_far
    from by_points
    window
        of_date as (partition by score_id, backtest_date),
        downwards as (partition by score_id, backtest_date order by points desc),
        upwards as (partition by score_id, backtest_date order by points)
),

-- Contacts of equal points share the places that they take, also at the edge of the top tenth and the top fifth.
shared as (
    select
        *,
        conversions * (others_so_far - (contacts - conversions) / 2) as pairs_in_order,
        conversions * greatest(0, least(1, (all_contacts / 10 - (contacts_so_far - contacts)) / contacts)) as in_top_tenth,
        conversions * greatest(0, least(1, (all_contacts / 5 - (contacts_so_far - contacts)) / contacts)) as in_top_fifth
    from ranked
),

totals as (
    select
        score_id,
        backtest_date,
        sum(contacts) as contacts,
        sum(conversions) as conversions,
        sum(pairs_in_order) as pairs_in_order,
        sum(in_top_tenth) as in_top_tenth,
        sum(in_top_fifth) as in_top_fifth
    from shared
    group by score_id, backtest_date
),

rules_left_out as (
    select
        score_id,
        count(*) as rules_left_out
    from {{ ref('int_backtest_rules') }}
    where not_backtestable_because is not null and rule_id is not null
    group by score_id
)

select
    totals.score_id,
    totals.backtest_date,
    cast(totals.contacts as bigint) as contacts,
    cast(totals.conversions as bigint) as conversions,
    totals.conversions / totals.contacts as base_rate,
    totals.pairs_in_order / nullif(totals.conversions * (totals.contacts - totals.conversions), 0) as auc,
    totals.in_top_tenth * 10 / nullif(totals.conversions, 0) as lift_of_top_tenth,
    totals.in_top_fifth / nullif(totals.conversions, 0) as share_of_conversions_in_top_fifth,
    coalesce(rules_left_out.rules_left_out, 0) as rules_left_out
from totals
left join rules_left_out on totals.score_id = rules_left_out.score_id
