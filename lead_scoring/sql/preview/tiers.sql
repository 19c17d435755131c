-- The tiers of each score on either side, the lowest first, and from how many points on each holds.
select
    'before' as side,
    score_id,
    tier,
    tier_rank,
    from_points
from before.rulebook_tiers
union all
select
    'after' as side,
    score_id,
    tier,
    tier_rank,
    from_points
from after.rulebook_tiers
order by side, score_id, tier_rank
