-- Which touchpoints does a rule match?
with asked as (
    select rule_id from {{ ref('score_ledger') }}
    where rule_id is not null and interaction_id is not null and {{ is_asked('rule_id', 'rule_id') }}
    union all
    select rule_id from {{ ref('suppressed_awards') }}
    where interaction_id is not null and {{ is_asked('rule_id', 'rule_id') }}
),

-- Unless one is named, the rule with the most entries.
asked_rule as (
    select rule_id from asked
    group by rule_id
    order by count(*) desc, rule_id
    limit 1
),

matches as (
    select distinct
        entity_type,
        entity_id,
        interaction_id,
        'awarded' as outcome
    from {{ ref('score_ledger') }}
    semi join asked_rule using (rule_id)
    where interaction_id is not null
    union all
    select
        entity_type,
        entity_id,
        interaction_id,
        reason as outcome
    from {{ ref('suppressed_awards') }}
    semi join asked_rule using (rule_id)
    where interaction_id is not null
)

select
    interactions.source,
    interactions.event_name,
    interactions.target_type,
    interactions.target_id,
    count(*) as matches,
    count(*) filter (where matches.outcome = 'awarded') as awarded,
    count(*) filter (where matches.outcome = 'outranked') as outranked,
    count(*) filter (where matches.outcome = 'below_min_occurrences') as below_min_occurrences,
    count(*) filter (where matches.outcome = 'over_cap') as over_cap,
    count(*) filter (where matches.outcome = 'not_absent') as not_absent,
    min(interactions.occurred_at) as first_occurred_at,
    max(interactions.occurred_at) as last_occurred_at,
    event_types.event_type,
    event_types.channel,
    asked_rule.rule_id
from matches
cross join asked_rule
inner join {{ ref('interactions') }} as interactions on matches.interaction_id = interactions.interaction_id
left join {{ ref('rulebook_event_types') }} as event_types
    on interactions.source = event_types.source and interactions.event_name = event_types.event_name
group by
    asked_rule.rule_id,
    interactions.source,
    interactions.event_name,
    interactions.target_type,
    interactions.target_id,
    event_types.event_type,
    event_types.channel
order by matches desc, interactions.source asc, interactions.event_name asc, interactions.target_id asc
