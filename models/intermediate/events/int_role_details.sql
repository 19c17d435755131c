-- The interactions that meet all conditions of a role on their value and their properties, and on their target.
{% set reach = ref('int_reach') %}
with events as (
    select * from {{ ref('rulebook_role_events') }}
    where has_detail_conditions
),

-- Those that count for anybody whom scoring looks at.
{% if not everything_is_affected() %}
    reached as (
        select reach.interaction_id from {{ reach }} as reach
        semi join events using (event_key)
    ),
{% endif %}

interactions as (
    select * from {{ ref('int_interactions') }}
    semi join events using (source, event_name)
    {{ 'semi join reached using (interaction_id)' if not everything_is_affected() }}
),

candidates as (
    select
        events.rule_id,
        events.role,
        events.any_group,
        events.event_key,
        interactions.interaction_id,
        interactions.value,
        interactions.properties
    from interactions
    inner join events on interactions.source = events.source and interactions.event_name = events.event_name
    left join {{ ref('int_role_targets') }} as targets
        on events.rule_id = targets.rule_id
        and events.role = targets.role
        and events.any_group = targets.any_group
        and events.event_key = targets.event_key
        and interactions.target_type is not distinct from targets.target_type
        and interactions.target_id is not distinct from targets.target_id
    where not events.has_target_conditions or targets.rule_id is not null
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
