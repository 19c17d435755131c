select * from {{ ref('score_history') }}
semi join {{ ref('int_tested_entities') }} using (entity_type, entity_id)
where {{ anybody_is_tested() }}
