{{ config(materialized='view') }}

with account_members as (
    {{ changed_since_checkpoint('int_account_members', 'account_key, contact_key, valid_from, valid_to') }}
),

opportunity_members as (
    {{ changed_since_checkpoint('int_opportunity_members', 'opportunity_key, contact_key, valid_from, valid_to') }}
),

intervals as (
    {{ changed_since_checkpoint(
        'int_attribute_intervals',
        'entity_key, rule_id, any_group, valid_from, valid_to',
        where='entity_key in (select changed.entity_key from ' ~ ref('int_changed_attributes') ~ ' as changed)'
    ) }}
),

-- Intervals of rules that look elsewhere differ for another reason.
elsewhere as (
    select rule_id from {{ ref('int_changed_rules') }}
    where looks_elsewhere
),

adjustments as (
    {{ changed_since_checkpoint(
        'int_adjustments',
        'entity_type, entity_id, adjustment_id, score_id, operation, points, expires_after_days, adjusted_at',
        where='counts'
    ) }}
),

numbered as (
    {{ numbered_entities(among='adjustments') }}
)

select
    entity_key,
    'entities came, went or began' as reason
from {{ ref('int_changed_entities') }}
union
select
    account_key as entity_key,
    'members of accounts' as reason
from account_members
union
select
    opportunity_key as entity_key,
    'contacts and spans of opportunities' as reason
from opportunity_members
union
select
    entity_key,
    'attributes' as reason
from intervals
anti join elsewhere using (rule_id)
union
select
    numbered.entity_key,
    'adjustments' as reason
from adjustments
inner join numbered on adjustments.entity_type = numbered.entity_type and adjustments.entity_id = numbered.entity_id
