{{ config(
    materialized='incremental',
    incremental_strategy='append',
    full_refresh=false,
    on_schema_change='append_new_columns',
    post_hook="{{ write_checkpoint() }}",
) }}

-- Written last, with the checkpoint. depends_on: {{ ref('int_points_now') }}, {{ ref('int_suppressed') }}, {{ ref('rejected_rows') }},
-- {{ ref('interactions') }}, {{ ref('unmapped_events') }}, {{ ref('feed_audit') }}, {{ ref('int_tested_score_ledger') }},
-- {{ ref('int_tested_score_history') }}, {{ ref('int_tested_entity_scores') }}, {{ ref('int_tested_score_breakdown') }}
with affected as (
    select
        reason,
        count(distinct entity_key) as entities
    from {{ ref('int_affected_entities') }}
    group by reason
),

read_again as (
    select
        feed || ' read whole: ' || reason as reason,
        0 as entities
    from {{ ref('int_raw_tables') }}
    where read_again = 'everything' and not {{ everything_is_affected() }}
),

reasons as (
    select * from affected
    union all
    select * from read_again
    union all
    select
        'nothing new' as reason,
        0 as entities
    where not exists (select 1 from affected)
),

rulebook as (
    {{ rulebook_fingerprint() }}
)

select
    '{{ invocation_id }}' as run_id,
    {{ run_start() }} as started_at,
    cast({{ clock() }} as timestamp) as finished_at,
    reasons.reason,
    reasons.entities,
    rulebook.fingerprint as rulebook_fingerprint,
    {{ utc_timestamp(var('known_at')) if var('known_at') else 'cast(null as timestamp)' }} as known_at
from reasons
cross join rulebook
where {{ is_whole_build() }}
