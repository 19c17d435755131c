{{ config(materialized='view') }}

with conditions as (
    select * from {{ ref('rulebook_conditions') }}
    where level = 'attribute'
),

changed_entities as (
    select entities.* from {{ ref('int_entities') }} as entities
    semi join {{ ref('int_changed_attributes') }} as changed on entities.entity_key = changed.entity_key
),

own_versions as (
    select
        versions.entity_type,
        versions.entity_id,
        versions.account_id,
        versions.contact_id
    from {{ ref('int_versions') }} as versions
    semi join changed_entities on versions.entity_type = changed_entities.entity_type and versions.entity_id = changed_entities.entity_id
),

-- Whose attributes these entities read: their own, their accounts', a deal's contacts'.
subjects as (
    select
        entity_type,
        entity_id
    from own_versions
    union
    select
        'account' as entity_type,
        account_id as entity_id
    from own_versions
    union
    select
        'contact' as entity_type,
        contact_id as entity_id
    from own_versions
),

-- What each condition asks of each version, looked at once however many entities read it ...
asked as (
    select
        conditions.condition_id,
        versions.entity_id as subject_id,
        versions.updated_at as version_at,
        {{ json_field('versions.attributes', 'conditions.field') }} as field_text
    from conditions
    inner join {{ ref('int_versions') }} as versions on conditions.subject = versions.entity_type
    semi join subjects on versions.entity_type = subjects.entity_type and versions.entity_id = subjects.entity_id
),

-- ... and decided once for each text that it meets.
answers as (
    select distinct
        condition_id,
        field_text
    from asked
),

holding_answers as (
    select
        answers.condition_id,
        answers.field_text
    from answers
    inner join conditions on answers.condition_id = conditions.condition_id
    where {{ condition_holds() }}
)

select
    asked.condition_id,
    asked.subject_id,
    asked.version_at
from asked
inner join holding_answers
    on asked.condition_id = holding_answers.condition_id and asked.field_text is not distinct from holding_answers.field_text
