-- The interactions that meet all conditions of a role on their value and their properties, and on their target.
with candidates as (
    select * from {{ ref('int_detail_candidates') }}
),

asked as (
    select
        conditions.condition_id,
        candidates.rule_id,
        candidates.role,
        candidates.any_group,
        candidates.event_key,
        candidates.interaction_id,
        {{ detail_field('candidates', 'conditions.field') }} as field_text
    from candidates
    {{ asked_conditions('candidates', 'detail') }}
),

-- A condition is decided once for each text that it meets.
answers as (
    select distinct
        condition_id,
        field_text
    from asked
),

decided as (
    select
        answers.condition_id,
        answers.field_text,
        {{ condition_holds() }} as holds
    from answers
    inner join {{ ref('rulebook_conditions') }} as conditions on answers.condition_id = conditions.condition_id
),

met as (
    select
        asked.rule_id,
        asked.role,
        asked.any_group,
        asked.event_key,
        asked.interaction_id
    from asked
    inner join decided on asked.condition_id = decided.condition_id and asked.field_text is not distinct from decided.field_text
    group by asked.rule_id, asked.role, asked.any_group, asked.event_key, asked.interaction_id
    having bool_and(decided.holds)
)

select
    met.interaction_id,
    met.event_key,
    {{ role_columns('roles') }}
from met
inner join {{ ref('rulebook_roles') }} as roles
    on met.rule_id = roles.rule_id and met.role = roles.role and met.any_group = roles.any_group
