-- Rules that award: active ones of active scores.
select
    score_rules.rule_id,
    -- Stands for the rule within one build, where its id would be slow.
    cast(row_number() over (order by score_rules.rule_id) as integer) as rule_key,
    score_rules.rule_name,
    score_rules.score_id,
    scores.entity_type,
    score_rules.rule_type,
    score_rules.event_type,
    score_rules.operation,
    score_rules.rule_group,
    score_rules.decay_id,
    score_rules.award_period,
    score_rules.exclusive_group,
    score_rules.absent_event_type,
    score_rules.absent_same,
    cast(score_rules.points as decimal(18, 2)) as points,
    cast(score_rules.expires_after_days as integer) as expires_after_days,
    cast(score_rules.max_awards as integer) as max_awards,
    coalesce(cast(score_rules.min_occurrences as integer), 1) as min_occurrences,
    cast(score_rules.within_days as integer) as within_days,
    cast(score_rules.priority as integer) as priority,
    cast(score_rules.absent_within_days as integer) as absent_within_days,
    cast(score_rules.absent_before_days as integer) as absent_before_days,
    coalesce(cast(score_rules.effective_from as timestamp), {{ ever_since() }}) as effective_from,
    coalesce(cast(score_rules.effective_to as timestamp), {{ for_ever() }}) as effective_to
from {{ checked_seed('score_rules') }} as score_rules
inner join {{ ref('rulebook_scores') }} as scores on score_rules.score_id = scores.score_id
where cast(score_rules.is_active as boolean) and scores.is_active
