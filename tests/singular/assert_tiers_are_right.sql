-- The tier and its rank of every value that the history and the current scores have, straight from the seed's lower bounds.
with found as (
    select distinct
        score_id,
        points,
        tier,
        tier_rank
    from {{ tested('score_history') }}
    union
    select distinct
        score_id,
        points,
        tier,
        tier_rank
    from {{ tested('entity_scores') }}
),

compared as (
    select
        *,
        {{ seeded_tier('tier', 'found.score_id', 'found.points') }} as expected_tier,
        {{ seeded_tier('tier_rank', 'found.score_id', 'found.points') }} as expected_tier_rank
    from found
)

select * from compared
where tier is distinct from expected_tier or tier_rank is distinct from expected_tier_rank
