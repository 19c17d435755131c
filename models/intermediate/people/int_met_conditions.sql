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

fields as (
    select distinct
        subject,
        field
    from conditions
),

-- What is asked of each version, looked at once however many conditions and entities read it ...
texts as (
    select
        fields.subject,
        fields.field,
        versions.entity_id as subject_id,
        versions.updated_at as version_at,
        {{ json_field('versions.attributes', 'fields.field') }} as field_text
    from fields
    inner join {{ ref('int_versions') }} as versions on fields.subject = versions.entity_type
    semi join subjects on versions.entity_type = subjects.entity_type and versions.entity_id = subjects.entity_id
),

-- ... and decided once for each text that a condition meets.
answers as (
    select distinct
        subject,
        field,
        field_text
    from texts
),

holding_answers as (
    select
        conditions.condition_id,
        answers.subject,
        answers.field,
        answers.field_text
    from answers
    inner join conditions on answers.subject = conditions.subject and answers.field = conditions.field
    where {{ condition_holds() }}
)

select
    holding_answers.condition_id,
    texts.subject_id,
    texts.version_at
from texts
inner join holding_answers
    on texts.subject = holding_answers.subject
    and texts.field = holding_answers.field
    and texts.field_text is not distinct from holding_answers.field_text
