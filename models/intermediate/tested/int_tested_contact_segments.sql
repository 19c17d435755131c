{{ config(materialized='ephemeral') }}

-- depends_on: {{ ref('contact_segments') }}, {{ ref('rulebook_segments') }}
{{ of_tested_entities('contact_segments', copies=['entity_scores']) }}
