with rules as (
    select * from {{ ref('rulebook_rules') }}
),

steps as (
    select
        decay_id,
        cast(after_days as integer) as after_days,
        cast(remaining_percent as decimal(18, 2)) as remaining_percent,
        row_number() over (partition by decay_id order by cast(after_days as integer)) as step
    from {{ checked_seed('score_decay_steps') }}
),

-- SPEC, Expiry: R(i), what remains after each step. Step 0 is the award.
remaining as (
    select
        rule_id,
        0 as step,
        cast(null as integer) as after_days,
        points as remaining_points
    from rules
    union all
    select
        rules.rule_id,
        steps.step,
        steps.after_days,
        cast(round(rules.points * steps.remaining_percent * 0.01, 2) as decimal(18, 2)) as remaining_points
    from rules
    inner join steps on rules.decay_id = steps.decay_id
),

-- Each step takes away its tranche; what the last step leaves never expires, nor does an award without decay and expiry.
tranches as (
    select
        rule_id,
        step + 1 as tranche,
        remaining_points - coalesce(lead(remaining_points) over (partition by rule_id order by step), 0) as points,
        lead(after_days) over (partition by rule_id order by step) as expires_after_days
    from remaining
)

select
    tranches.rule_id,
    cast(tranches.tranche as integer) as tranche,
    cast(tranches.points as decimal(18, 2)) as points,
    coalesce(tranches.expires_after_days, rules.expires_after_days) as expires_after_days
from tranches
inner join rules on tranches.rule_id = rules.rule_id
where tranches.points <> 0 or rules.decay_id is null
