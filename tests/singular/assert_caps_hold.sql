-- No entity has more awards of a rule in a period than its max_awards.
with awards as (
    select distinct
        ledger.entity_type,
        ledger.entity_id,
        ledger.rule_id,
        ledger.interaction_id,
        ledger.valid_from,
        cast(rules.max_awards as integer) as max_awards,
        case rules.award_period
            when 'day' then strftime(ledger.valid_from, '%Y-%m-%d')
            when 'week' then strftime(ledger.valid_from, '%G-%V')
            when 'month' then strftime(ledger.valid_from, '%Y-%m')
            when 'year' then strftime(ledger.valid_from, '%Y')
            else 'ever'
        end as award_period
    from {{ tested('score_ledger') }} as ledger
    inner join {{ ref('score_rules') }} as rules on ledger.rule_id = rules.rule_id
    where rules.max_awards is not null
)

select
    entity_type,
    entity_id,
    rule_id,
    award_period,
    max_awards,
    count(*) as awards
from awards
group by entity_type, entity_id, rule_id, award_period, max_awards
having count(*) > max_awards
