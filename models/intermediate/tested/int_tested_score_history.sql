-- depends_on: {{ ref('score_history') }}
{{ of_tested_entities('score_history') }}
