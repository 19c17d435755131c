select score_id, from_tier, to_tier, count(*) as entities from tier_transitions
where changed_at > timestamp '2026-06-24'
group by score_id, from_tier, to_tier
