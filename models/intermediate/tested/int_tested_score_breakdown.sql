-- depends_on: {{ ref('score_breakdown') }}, {{ ref('int_as_of') }}, {{ ref('rulebook_rules') }}
{{ of_tested_entities('score_breakdown') }}
