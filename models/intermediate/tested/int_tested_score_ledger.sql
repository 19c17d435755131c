-- depends_on: {{ ref('score_ledger') }}
{{ of_tested_entities('score_ledger') }}
