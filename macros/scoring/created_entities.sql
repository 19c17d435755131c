{#- SPEC, Absence rules: the entity itself as anchor, of all rules or of some. It has no interaction, whose fields are not set. -#}
{% macro created_entities(entities, rules=none) %}
with roles as (
    select * from {{ ref('rulebook_roles') }}
    {{ 'semi join ' ~ rules ~ ' using (rule_id)' if rules }}
    where role = 'match' and event_type = 'entity_created'
),

possible as (
    select roles.* from roles
    where not exists (
            select 1 from {{ ref('rulebook_conditions') }} as conditions
            where
                conditions.rule_id = roles.rule_id
                and conditions.role = 'match'
                and conditions.any_group = roles.any_group
                and conditions.level <> 'attribute'
                and not conditions.holds_when_not_set
        )
)

select
    entities.entity_key,
    possible.rule_id,
    possible.any_group,
    entities.began_at as created_at
from possible
inner join {{ entities }} as entities on possible.entity_type = entities.entity_type
left join {{ ref('int_attribute_intervals') }} as intervals
    on possible.rule_id = intervals.rule_id
    and possible.any_group = intervals.any_group
    and entities.entity_key = intervals.entity_key
    and entities.began_at >= intervals.valid_from
    and entities.began_at < intervals.valid_to
where
    entities.began_at >= possible.counts_from
    and entities.began_at < possible.counts_to
    and (not possible.has_attribute_conditions or intervals.rule_id is not null)
{% endmacro %}
