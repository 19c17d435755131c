{{ config(materialized='ephemeral') }}

-- depends_on: {{ ref('tier_transitions') }}, {{ ref('int_as_of') }}
{{ of_tested_entities('tier_transitions', copies=['score_history']) }}
