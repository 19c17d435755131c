{{ config(materialized='view') }}

with matches as (
    select
        matches.entity_key,
        matches.rule_id,
        matches.interaction_id,
        matches.occurred_at,
        cast(null as timestamp) as breaks_at
    from {{ ref('int_qualified_matches') }} as matches
    where matches.rule_type = 'absence' and matches.suppressed_reason is null
    union all
    select
        matches.entity_key,
        matches.rule_id,
        matches.interaction_id,
        matches.occurred_at,
        matches.occurred_at as breaks_at
    from {{ ref('int_role_matches') }} as matches
    where matches.role = 'break'
),

-- Only interactions that share what absent_same asks for meet; one that lacks it meets none.
keyed as (
    select
        matches.*,
        case when rules.absent_same is null then '' else same_keys.same_key end as same_key,
        rules.absent_within_days * interval '1' day as within,
        rules.absent_before_days * interval '1' day as before
    from matches
    inner join {{ ref('rulebook_rules') }} as rules on matches.rule_id = rules.rule_id
    left join {{ ref('int_same_keys') }} as same_keys
        on matches.rule_id = same_keys.rule_id and matches.interaction_id = same_keys.interaction_id
),

neighbours as (
    select
        *,
        min(breaks_at) over (in_order groups between 1 following and unbounded following) as next_break_at,
        max(breaks_at) over (in_order groups between unbounded preceding and 1 preceding) as previous_break_at
    from keyed
    window in_order as (partition by entity_key, rule_id, same_key order by occurred_at, interaction_id nulls first)
)

-- SPEC, Absence rules: awarded when the time is over, unless broken after the anchor or shortly before it.
select
    entity_key,
    rule_id,
    interaction_id,
    occurred_at + within as valid_from,
    case
        when same_key is not null and (next_break_at <= occurred_at + within or previous_break_at >= occurred_at - before)
            then 'not_absent'
    end as suppressed_reason
from neighbours
where breaks_at is null
