{{ config(materialized='view') }}

with awards as (
    select
        entity_key,
        rule_id,
        interaction_id,
        occurred_at as valid_from,
        suppressed_reason
    from {{ ref('int_qualified_matches') }}
    where rule_type = 'interaction' or suppressed_reason is not null
    union all
    select * from {{ ref('int_absences') }}
),

-- SPEC, step 4, Cap: the first in each period.
capped as (
    select
        awards.*,
        row_number() over (
            partition by
                awards.entity_key,
                awards.rule_id,
                awards.suppressed_reason,
                case when rules.award_period <> 'ever' then date_trunc(rules.award_period, awards.valid_from) end
            order by awards.valid_from, awards.interaction_id nulls first
        ) > rules.max_awards as is_over_cap
    from awards
    inner join {{ ref('rulebook_rules') }} as rules on awards.rule_id = rules.rule_id
    where rules.max_awards is not null
)

select awards.* from awards
inner join {{ ref('rulebook_rules') }} as rules on awards.rule_id = rules.rule_id
where rules.max_awards is null
union all
select
    * exclude (is_over_cap) replace (
        case when is_over_cap then coalesce(suppressed_reason, 'over_cap') else suppressed_reason end as suppressed_reason
    )
from capped
