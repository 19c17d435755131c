with scores as (
    select * from {{ ref('scores') }}
),

score_rules as (
    select * from {{ ref('score_rules') }}
),

score_rule_conditions as (
    select * from {{ ref('score_rule_conditions') }}
),

score_rule_groups as (
    select * from {{ ref('score_rule_groups') }}
),

score_decay_steps as (
    select * from {{ ref('score_decay_steps') }}
),

score_tiers as (
    select * from {{ ref('score_tiers') }}
),

score_triggers as (
    select * from {{ ref('score_triggers') }}
),

score_segments as (
    select * from {{ ref('score_segments') }}
),

event_types as (
    select * from {{ ref('event_types') }}
)

-- A branch for each rule of validity in seed_faults.yml.
{{ faults_of_seeds(config.get('meta')) }}
