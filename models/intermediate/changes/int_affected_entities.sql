{{ config(materialized='incremental', incremental_strategy='append', full_refresh=false, on_schema_change='fail') }}

-- The queue of whom to compute, and why. It is written before anything that it speaks of, and only the checkpoint empties it.
with entities as (
    select * from {{ ref('int_entities') }}
),

-- The mark that everything is computed from nothing: begin_build sets it, but for the first build.
marks as (
    {{ marks() }}
),

affected as (
    {% for cause in ['interactions', 'people'] -%}
        select
            entity_key,
            reason,
            'awards' as from_step
        from {{ ref('int_affected_by_' ~ cause) }}
        union all
    {% endfor -%}
    select
        entity_key,
        reason,
        from_step
    from {{ ref('int_affected_by_rules') }}
    union all
    select
        entity_key,
        reason,
        'history' as from_step
    from {{ ref('int_affected_histories') }}
)

select * from affected
where not {{ everything_is_affected() }}
union all
select
    entities.entity_key,
    marks.reason,
    'awards' as from_step
from entities
cross join marks
union all
select
    null as entity_key,
    reason,
    'awards' as from_step
from marks
