{{ config(materialized='view') }}

with conditions as (
    select * from {{ ref('rulebook_conditions') }}
    where level = 'attribute'
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
