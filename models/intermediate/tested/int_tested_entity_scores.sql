-- depends_on: {{ ref('entity_scores') }}, {{ ref('int_as_of') }}, {{ ref('rulebook_scores') }}, {{ ref('rulebook_tiers') }}
{{ of_tested_entities('entity_scores') }}
