-- Every match, awarded or suppressed: the ledger takes the ones, suppressed_awards shows the others.
with matches as (
    select
        entity_key,
        rule_key,
        place,
        occurred_at as valid_from,
        suppressed_reason
    from {{ ref('int_qualified_matches') }}
    where not is_anchor
    union all
    select * from {{ ref('int_absences') }}
),

-- SPEC, step 4, Cap: the first in each period, and a rule's awards come in the order of their anchors; what was held back before takes no
-- place under it.
capped as (
    select
        matches.*,
        row_number() over (
            partition by
                matches.entity_key,
                matches.rule_key,
                case when rules.award_period <> 'ever' then date_trunc(rules.award_period, matches.valid_from) end
            order by matches.place nulls first
        ) > rules.max_awards as is_over_cap
    from matches
    inner join {{ ref('rulebook_rules') }} as rules on matches.rule_key = rules.rule_key
    where rules.max_awards is not null and matches.suppressed_reason is null
)

select matches.* from matches
inner join {{ ref('rulebook_rules') }} as rules on matches.rule_key = rules.rule_key
where rules.max_awards is null or matches.suppressed_reason is not null
union all
select * exclude (is_over_cap) replace (case when is_over_cap then 'over_cap' end as suppressed_reason)
from capped
