{{ config(materialized='view') }}

with anchors as (
    select
        matches.* exclude (is_anchor),
        matches.occurred_at + rules.absent_within_days * interval '1' day as awarded_at,
        matches.occurred_at - rules.absent_before_days * interval '1' day as absent_from
    from {{ ref('int_qualified_matches') }} as matches
    inner join {{ ref('rulebook_rules') }} as rules on matches.rule_key = rules.rule_key
    where matches.is_anchor
),

-- Between these instants a break may matter to an anchor of the entity.
watched as (
    select
        entity_key,
        rule_key,
        min(coalesce(absent_from, occurred_at)) as watched_from,
        max(awarded_at) as watched_to
    from anchors
    group by entity_key, rule_key
),

breaks as (
    select
        matches.* exclude (role),
        matches.occurred_at as breaks_at
    from {{ ref('int_role_matches') }} as matches
    inner join watched
        on matches.entity_key = watched.entity_key
        and matches.rule_key = watched.rule_key
        and matches.occurred_at >= watched.watched_from
        and matches.occurred_at <= watched.watched_to
    where matches.role = 'break'
),

matches as (
    select * from anchors
    union all by name
    select * from breaks
),

-- Only interactions that share what absent_same asks for meet; one that lacks it meets none.
keyed as (
    select
        matches.*,
        case when rules.absent_same is null then '' else same_keys.same_key end as same_key
    from matches
    inner join {{ ref('rulebook_rules') }} as rules on matches.rule_key = rules.rule_key
    left join {{ ref('int_same_keys') }} as same_keys
        on matches.rule_key = same_keys.rule_key and matches.entity_key = same_keys.entity_key and matches.place = same_keys.place
),

neighbours as (
    select
        *,
        first_value(breaks_at ignore nulls) over (in_order groups between 1 following and unbounded following) as next_break_at,
        last_value(breaks_at ignore nulls) over (in_order groups between unbounded preceding and 1 preceding) as previous_break_at
    from keyed
    window in_order as (partition by entity_key, rule_key, same_key order by occurred_at, place nulls first)
)

-- SPEC, Absence rules: awarded when the time is over, unless broken after the anchor or shortly before it.
select
    entity_key,
    rule_key,
    place,
    awarded_at as valid_from,
    case
        when suppressed_reason is not null then suppressed_reason
        when same_key is null then null
        when next_break_at <= awarded_at or previous_break_at >= absent_from then 'not_absent'
    end as suppressed_reason
from neighbours
where breaks_at is null
