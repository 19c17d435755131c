select rule_id, sum(awards) as awards, sum(points) as points from score_breakdown
group by rule_id
