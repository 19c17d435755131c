{{ config(
    materialized='incremental',
    incremental_strategy='append',
    on_schema_change='fail',
    pre_hook="{{ delete_rows_of(ref('int_changed_attributes')) }}",
    meta={'made_of': {'raw': [], 'changed_by': 'int_changed_attributes'}},
) }}

-- depends_on: {{ ref('int_changed_attributes') }}
with conditions as (
    select
        conditions.*,
        rules.entity_type,
        count(*) over (partition by conditions.rule_id, conditions.any_group) as asked_together
    from {{ ref('rulebook_conditions') }} as conditions
    inner join {{ ref('rulebook_rules') }} as rules on conditions.rule_id = rules.rule_id
    where conditions.level = 'attribute'
),

-- Spans in which a condition holds; without a version the negative ones do.
holding_conditions as (
    select
        conditions.*,
        spans.entity_key,
        spans.valid_from,
        spans.valid_to
    from {{ ref('int_met_conditions') }} as met
    inner join conditions on met.condition_id = conditions.condition_id
    inner join {{ ref('int_entity_spans') }} as spans
        on conditions.entity_type = spans.entity_type
        and conditions.subject = spans.subject
        and met.subject_id = spans.subject_id
        and met.version_at = spans.version_at
    union all
    select
        conditions.*,
        spans.entity_key,
        spans.valid_from,
        spans.valid_to
    from conditions
    inner join {{ ref('int_entity_spans') }} as spans
        on conditions.entity_type = spans.entity_type and conditions.subject = spans.subject
    where spans.version_at is null and conditions.holds_when_not_set
),

-- Those in which all conditions of a group do.
holding as (
    select
        rule_id,
        any_group,
        entity_key,
        valid_from,
        valid_to
    from holding_conditions
    group by rule_id, any_group, entity_key, valid_from, valid_to, asked_together
    having count(*) = asked_together
)

{{ joined_intervals('holding', 'rule_id, any_group, entity_key') }}
