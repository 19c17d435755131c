select * from {{ ref('entity_scores') }}
semi join {{ ref('int_tested_entities') }} using (entity_type, entity_id)
where {{ anybody_is_tested() }}
