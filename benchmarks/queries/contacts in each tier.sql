select score_id, tier, count(*) as entities, avg(points) as average_points from entity_scores
group by score_id, tier
