{{ config(materialized='ephemeral') }}

-- depends_on: {{ ref('score_trigger_firings') }}, {{ ref('int_as_of') }}, {{ ref('rulebook_triggers') }}
{{ of_tested_entities('score_trigger_firings', copies=['score_history']) }}
