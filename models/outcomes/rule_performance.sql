with rates as (
    select
        *,
        conversions_with / nullif(cast(contact_dates_with as double), 0) as rate_with,
        conversions_without / nullif(cast(contact_dates_without as double), 0) as rate_without,
        (conversions_with + conversions_without) / nullif(cast(contact_dates_with + contact_dates_without as double), 0) as base_rate
    from {{ ref('int_rule_conversions') }}
)

select
    rates.rule_id,
    rulebook_rules.rule_name,
    rates.score_id,
    rulebook_rules.points,
    rates.not_backtestable_because,
    rates.contacts,
    rates.contact_dates_with,
    rates.conversions_with,
    rates.rate_with,
    rates.contact_dates_without,
    rates.conversions_without,
    rates.rate_without,
    rates.rate_with / nullif(rates.base_rate, 0) as lift,
    -- Half a case is added to each cell, so that a rule without conversions has odds too.
    case
        when rates.contact_dates_with > 0 and rates.contact_dates_without > 0
            then ln((rates.conversions_with + 0.5) / (rates.contact_dates_with - rates.conversions_with + 0.5))
                - ln((rates.conversions_without + 0.5) / (rates.contact_dates_without - rates.conversions_without + 0.5))
    end as log_odds,
    rates.share_of_score
from rates
inner join {{ ref('rulebook_rules') }} as rulebook_rules on rates.rule_id = rulebook_rules.rule_id
