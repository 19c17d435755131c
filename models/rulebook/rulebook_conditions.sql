with conditions as (
    select
        conditions.rule_id,
        case when conditions.subject = 'absent_interaction' then 'break' else 'match' end as role,
        case when conditions.subject = 'absent_interaction' then '' else coalesce(conditions.any_group, '') end as any_group,
        conditions.subject,
        conditions.field,
        conditions.operator,
        conditions.value,
        row_number() over (
            order by conditions.rule_id, conditions.any_group, conditions.subject, conditions.field, conditions.operator, conditions.value
        ) as condition_id
    from {{ checked_seed('score_rule_conditions') }} as conditions
    inner join {{ ref('rulebook_rules') }} as rules on conditions.rule_id = rules.rule_id
)

select
    condition_id,
    rule_id,
    role,
    any_group,
    subject,
    field,
    operator,
    -- What has to be looked at: an event of a feed, a target, one interaction, or the attributes of an entity.
    case
        when subject in ('contact', 'account', 'opportunity') then 'attribute'
        when field in ('source', 'event_name', 'channel') then 'event'
        when field in ('target_type', 'target_id') then 'target'
        else 'detail'
    end as level,
    operator in ('not_equals', 'not_in', 'not_contains', 'is_not_set') as holds_when_not_set,
    lower(value) as wanted_text,
    case when operator = 'matches' then value end as wanted_pattern,
    case
        when operator in ('in', 'not_in') then list_transform(string_split(value, '|'), lambda item: {{ comparable('item') }})
        else [{{ comparable('value') }}]
    end as wanted_values,
    {{ as_number("split_part(value, '|', 1)") }} as low,
    case when operator = 'between' then {{ as_number("split_part(value, '|', 2)") }} else {{ as_number('value') }} end as high
from conditions
