{{ config(materialized='view') }}

with capped as (
    select
        entity_key,
        rule_id,
        rule_key,
        interaction_id,
        place,
        occurred_at as valid_from,
        max_awards,
        award_period,
        suppressed_reason
    from {{ ref('int_qualified_matches') }}
    where rule_type = 'interaction' and max_awards is not null
    union all
    select * from {{ ref('int_absences') }}
),

-- SPEC, step 4, Cap: the first in each period.
numbered as (
    select
        *,
        row_number() over (
            partition by
                entity_key,
                rule_key,
                suppressed_reason,
                case when award_period <> 'ever' then date_trunc(award_period, valid_from) end
            order by valid_from, place nulls first
        ) as award
    from capped
)

select
    entity_key,
    rule_id,
    interaction_id,
    occurred_at as valid_from,
    suppressed_reason
from {{ ref('int_qualified_matches') }}
where rule_type = 'interaction' and max_awards is null
union all
select
    entity_key,
    rule_id,
    interaction_id,
    valid_from,
    case when award > max_awards then coalesce(suppressed_reason, 'over_cap') else suppressed_reason end as suppressed_reason
from numbered
