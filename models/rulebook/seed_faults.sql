{%- set valid = config.get('meta') or {} -%}

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
{% for seed, schema in valid.get('seeds', {}).items() %}
{%- if schema.has_rows %}
select
    '{{ seed }}' as seed,
    null as row_id,
    null as column_name,
    'has_rows' as rule,
    'the file has no rows' as fault,
    'Add at least one row below the header.' as instead
where not exists (select 1 from {{ seed }})
union all
{%- endif %}
{%- for rule in rules_of_columns(seed, schema, valid.kinds) %}
{{ faults_of_rule(rule, schema.columns) }}
union all
{%- endfor %}
{%- endfor %}
{%- for rule in valid.get('rules', []) if rule.level != 'warning' %}
{{ faults_of_rule(rule, valid.seeds[rule.seed].columns) }}
union all
{%- endfor %}
select
    null as seed,
    null as row_id,
    null as column_name,
    null as rule,
    null as fault,
    null as instead
where false
