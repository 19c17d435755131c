{{ config(materialized='view') }}

-- What turns a score's ledger into its history: limits, groups and tiers.
with parts as (
    select
        score_id,
        cast(to_json([min_points, max_points]) as varchar) as part
    from {{ ref('rulebook_scores') }}
    union all
    select
        score_id,
        cast(to_json([rule_group, cast(min_points as varchar), cast(max_points as varchar)]) as varchar) as part
    from {{ ref('rulebook_groups') }}
    union all
    select
        score_id,
        cast(to_json([tier, cast(tier_rank as varchar), cast(from_points as varchar), cast(below_points as varchar)]) as varchar) as part
    from {{ ref('rulebook_tiers') }}
)

select
    score_id,
    md5(string_agg(part, chr(10) order by part)) as fingerprint
from parts
group by score_id
