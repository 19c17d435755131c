{{ config(materialized='ephemeral') }}

-- depends_on: {{ ref('contact_segments') }}, {{ ref('int_as_of') }}, {{ ref('rulebook_scores') }}, {{ ref('rulebook_tiers') }},
-- {{ ref('rulebook_segments') }}
{{ of_tested_entities('contact_segments') }}
