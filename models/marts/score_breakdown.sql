with entries as (
    select
        *,
        valid_to is null or valid_to > {{ as_of() }} as is_valid
    from {{ ref('int_ledger') }}
    where valid_from <= {{ as_of() }} and (valid_to is null or valid_to > valid_from)
),

by_rule as (
    select
        score_id,
        entity_key,
        rule_id,
        count(distinct row(interaction_id, adjustment_id, valid_from)) filter (where is_valid) as awards,
        cast(sum(points) filter (where is_valid) as decimal(18, 2)) as points,
        max(valid_from) as last_awarded_at,
        min(valid_to) filter (where is_valid) as next_expiry_at
    from entries
    group by score_id, entity_key, rule_id
    having bool_or(is_valid)
)

select
    by_rule.score_id,
    entities.entity_type,
    entities.entity_id,
    by_rule.rule_id,
    rules.rule_name,
    by_rule.awards,
    by_rule.points,
    by_rule.last_awarded_at,
    by_rule.next_expiry_at
from by_rule
inner join {{ ref('int_entities') }} as entities on by_rule.entity_key = entities.entity_key
left join {{ ref('rulebook_rules') }} as rules on by_rule.rule_id = rules.rule_id
where entities.deleted_at is null or entities.deleted_at > {{ as_of() }}
