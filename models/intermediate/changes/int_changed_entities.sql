-- Entities that came, went or began at another instant than in the last whole build; by their keys alone, for some of them were erased.
select distinct entity_key
from ({{ changed_since_checkpoint('int_entities', 'entity_key, entity_type, entity_id, began_at') }}) as differing
