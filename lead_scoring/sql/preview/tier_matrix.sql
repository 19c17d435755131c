-- From which tier to which: one row for each pair that occurs.
select
    score_id,
    case when is_before then coalesce(tier_before, 'no tier') else 'not scored' end as tier_before,
    case when is_after then coalesce(tier_after, 'no tier') else 'not scored' end as tier_after,
    count(*) as entities
from moves
group by score_id, is_before, is_after, moves.tier_before, moves.tier_after
order by score_id, tier_before, tier_after
