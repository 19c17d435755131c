select * from entity_scores
