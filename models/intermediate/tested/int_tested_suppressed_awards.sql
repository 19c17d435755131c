{{ config(materialized='ephemeral') }}

-- depends_on: {{ ref('suppressed_awards') }}, {{ ref('rulebook_rules') }}
{{ of_tested_entities('suppressed_awards') }}
