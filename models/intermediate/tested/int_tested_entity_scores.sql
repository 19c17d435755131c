-- depends_on: {{ ref('entity_scores') }}, {{ ref('int_as_of') }}, {{ ref('rulebook_scores') }}, {{ ref('rulebook_tiers') }}
-- depends_on: {{ ref('int_ledger') }}, {{ ref('int_history') }}
-- The mart looks into ledger and history only where time has passed over what int_points_now says.
{{ of_tested_entities('entity_scores', whole=['int_ledger', 'int_history']) }}
