{{ config(materialized='view') }}

with entries as materialized (
    select * from {{ ref('int_entries') }}
    where entity_key in {{ affected('ledger') }} and {{ in_share('entity_key') }}
),

-- The interactions behind new awards, known by their place until here.
ids as (
    select
        entity_key as reached_key,
        place as reached_place,
        interaction_id
    from {{ ref('int_reach') }}
    where {{ in_share('entity_key') }}
),

reset_scores as (
    select distinct
        entity_key,
        score_key
    from entries
    where operation = 'set'
),

reset as (
    select entries.* replace (coalesce(entries.interaction_id, ids.interaction_id) as interaction_id)
    from entries
    semi join reset_scores using (entity_key, score_key)
    left join ids on entries.entity_key = ids.reached_key and entries.place = ids.reached_place
),

-- SPEC, Set: of several sets at one instant the last id counts.
placed as (
    select
        *,
        1 as place_of_set
    from reset
    where operation <> 'set'
    union all
    select
        *,
        row_number() over (
            partition by entity_key, score_key, valid_from
            order by coalesce(interaction_id, adjustment_id, '') desc, coalesce(rule_key, 0) desc
        ) as place_of_set
    from reset
    where operation = 'set'
),

-- Each entry ends at the next set after it.
superseded as (
    select
        * exclude (place_of_set),
        case
            when place_of_set > 1 then valid_from
            else min(case when operation = 'set' then valid_from end) over (
                    partition by entity_key, score_key order by valid_from groups between 1 following and unbounded following
                )
        end as next_set_at
    from placed
),

-- An entry that ends by then of itself is not superseded.
ended as (
    select
        *,
        case
            when next_set_at = valid_from then next_set_at
            when next_set_at < least(expires_at, interval_end, {{ for_ever() }}) then next_set_at
        end as superseded_at
    from superseded
    union all
    select
        entries.* replace (coalesce(entries.interaction_id, ids.interaction_id) as interaction_id),
        cast(null as timestamp) as next_set_at,
        cast(null as timestamp) as superseded_at
    from entries
    left join ids on entries.entity_key = ids.reached_key and entries.place = ids.reached_place
    anti join reset_scores using (entity_key, score_key)
)

select
    * exclude (place, next_set_at, interval_end),
    least(expires_at, superseded_at, interval_end) as valid_to
from ended
