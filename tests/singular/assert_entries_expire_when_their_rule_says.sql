-- Each entry expires as many days after it begins as its rule, its step of the decay or its adjustment says, or never.
with steps as (
    select
        decay_id,
        cast(after_days as integer) as after_days,
        count(*) over (partition by decay_id order by cast(after_days as integer)) as step
    from {{ ref('score_decay_steps') }}
),

ledger as (
    select * from {{ tested('score_ledger') }}
),

compared as (
    select
        ledger.entry_id,
        ledger.rule_id,
        ledger.valid_from,
        ledger.expires_at,
        coalesce(cast(rules.expires_after_days as integer), steps.after_days, adjustments.expires_after_days) as days
    from ledger
    left join {{ ref('score_rules') }} as rules on ledger.rule_id = rules.rule_id
    left join steps on rules.decay_id = steps.decay_id and ledger.tranche = steps.step
    left join {{ ref('int_adjustments') }} as adjustments on ledger.adjustment_id = adjustments.adjustment_id
)

select * from compared
where expires_at is distinct from valid_from + days * interval '1' day
