{{ config(
    materialized='incremental',
    incremental_strategy='append',
    full_refresh=false,
    on_schema_change='append_new_columns',
) }}

-- Written last. depends_on: {{ ref('int_history') }}
with entities as (
    select count(*) as known from {{ ref('int_entities') }}
),

rulebook as (
    select md5(string_agg(row_text, chr(10) order by row_text)) as fingerprint
    from ({{ rulebook_rows() }}) as rulebook_rows
)

select
    '{{ invocation_id }}' as run_id,
    {{ utc_timestamp(run_started_at.strftime('%Y-%m-%d %H:%M:%S.%f')) }} as started_at,
    cast({{ clock() }} as timestamp) as finished_at,
    'whole build' as reason,
    entities.known as entities,
    rulebook.fingerprint as rulebook_fingerprint,
    {{ utc_timestamp(var('known_at')) if var('known_at') else 'cast(null as timestamp)' }} as known_at
from entities
cross join rulebook
