select * from entity_scores
where score_id = 'contact_engagement' and tier = 'warm'
order by points desc, entity_id
limit 100
