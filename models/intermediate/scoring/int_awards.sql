-- Every match, awarded or suppressed: the ledger takes the ones, suppressed_awards shows the others.
with matches as (
    select
        entity_key,
        rule_id,
        rule_key,
        interaction_id,
        place,
        occurred_at as valid_from,
        suppressed_reason
    from {{ ref('int_qualified_matches') }}
    where rule_type = 'interaction'
    union all
    select * from {{ ref('int_absences') }}
),

-- SPEC, step 4, Cap: the first in each period.
capped as (
    select
        matches.*,
        row_number() over (
            partition by
                matches.entity_key,
                matches.rule_key,
                matches.suppressed_reason,
                case when rules.award_period <> 'ever' then date_trunc(rules.award_period, matches.valid_from) end
            order by matches.valid_from, matches.place nulls first
        ) > rules.max_awards as is_over_cap
    from matches
    inner join {{ ref('rulebook_rules') }} as rules on matches.rule_key = rules.rule_key
    where rules.max_awards is not null
)

select
    matches.entity_key,
    matches.rule_id,
    matches.interaction_id,
    matches.valid_from,
    matches.suppressed_reason
from matches
inner join {{ ref('rulebook_rules') }} as rules on matches.rule_key = rules.rule_key
where rules.max_awards is null
union all
select
    entity_key,
    rule_id,
    interaction_id,
    valid_from,
    case when is_over_cap then coalesce(suppressed_reason, 'over_cap') else suppressed_reason end as suppressed_reason
from capped
