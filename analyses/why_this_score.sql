-- Why does this contact (account, opportunity) have this score?
{%- set entity_id = entity_asked() %}
{%- set of_entity -%}
    {{ "entities.entity_id = " ~ quoted(entity_id) if entity_id is not none else 'true' }}
{%- endset %}
{%- set is_contact_named = entity_id is not none and var('entity_type', 'contact') == 'contact' %}
{%- set score_ledger = ref('score_ledger') %}
with instants as (
    select {{ instant_asked() }} as instant
),

-- Unless one is named, the one of whom most counts; a merged contact is its survivor.
asked as (
    {%- if entity_id is not none %}
    select
        instant,
        {{ quoted(var('entity_type', 'contact')) }} as entity_type,
        {{ quoted(entity_id) }} as entity_id
    from instants
    {%- else %}
        select
            instants.instant,
            ledger.entity_type,
            ledger.entity_id
        from instants
        inner join {{ score_ledger }} as ledger
            on instants.instant >= ledger.valid_from and (ledger.valid_to is null or instants.instant < ledger.valid_to)
        where
            ledger.entity_type = {{ quoted(var('entity_type', 'contact')) }}
            and {{ is_asked('ledger.score_id', 'score_id') }}
        group by instants.instant, ledger.entity_type, ledger.entity_id
        order by count(*) desc, ledger.entity_id
        limit 1
    {%- endif %}
),

-- Looked up once: the entity's rows lie together.
entity as (
    select entities.* from {{ ref('int_entities') }} as entities
    inner join asked on entities.entity_type = asked.entity_type and entities.entity_id = asked.entity_id
    where {{ of_entity }}
),

ledger as (
    select ledger.* from {{ ref('int_ledger') }} as ledger
    inner join entity on ledger.entity_key = entity.entity_key
),

suppressed as (
    select
        rules.score_id,
        suppressed.*
    from {{ ref('int_suppressed') }} as suppressed
    inner join entity on suppressed.entity_key = entity.entity_key
    inner join {{ ref('rulebook_rules') }} as rules on suppressed.rule_id = rules.rule_id
),

{% if is_contact_named -%}
-- A contact's own, and those merged into it.
own_ids as (
    select merged_contact_id as contact_id from {{ ref('int_contact_links') }}
    where surviving_contact_id = {{ quoted(entity_id) }}
    union all
    select {{ quoted(entity_id) }} as contact_id
),

{% endif -%}
interactions as (
    select * from {{ ref('int_interactions') }}
    {%- if is_contact_named %}
    where
        contact_hash in (select {{ contact_hash('own_ids.contact_id') }} from own_ids)
        and contact_id in (select own_ids.contact_id from own_ids)
    {%- endif %}
),

entries as (
    select
        ledger.score_id,
        ledger.rule_id,
        ledger.tranche,
        ledger.operation,
        ledger.points,
        ledger.valid_from,
        ledger.valid_to,
        ledger.interaction_id,
        ledger.adjustment_id,
        case
            when ledger.valid_from > asked.instant then 'counts later'
            when ledger.valid_to <= ledger.valid_from then 'outdone by another set'
            when ledger.valid_to is null or ledger.valid_to > asked.instant then 'counts'
            when ledger.valid_to = ledger.superseded_at then 'ended by a set'
            when ledger.valid_to = ledger.expires_at then 'expired'
            else 'conditions ended'
        end as state
    from ledger
    cross join asked
    union all
    select
        suppressed.score_id,
        suppressed.rule_id,
        cast(null as integer) as tranche,
        cast(null as varchar) as operation,
        cast(null as decimal(18, 2)) as points,
        cast(null as timestamp) as valid_from,
        cast(null as timestamp) as valid_to,
        suppressed.interaction_id,
        cast(null as varchar) as adjustment_id,
        suppressed.suppressed_reason as state
    from suppressed
)

select
    entries.score_id,
    coalesce(rules.rule_name, 'adjustment: ' || coalesce(adjustments.reason, adjustments.adjustment_id)) as rule_name,
    entries.state,
    entries.points,
    entries.valid_from,
    entries.valid_to,
    coalesce(interactions.source, case when entries.adjustment_id is not null then 'score_adjustments' end) as source,
    interactions.event_name,
    interactions.target_type,
    interactions.target_id,
    coalesce(interactions.occurred_at, adjustments.adjusted_at) as occurred_at,
    asked.entity_type,
    asked.entity_id,
    entries.rule_id,
    entries.tranche,
    entries.operation,
    entries.interaction_id,
    entries.adjustment_id
from entries
cross join asked
left join {{ ref('rulebook_rules') }} as rules on entries.rule_id = rules.rule_id
left join interactions on entries.interaction_id = interactions.interaction_id
left join {{ ref('int_adjustments') }} as adjustments on entries.adjustment_id = adjustments.adjustment_id
where {{ is_asked('entries.score_id', 'score_id') }}
order by entries.score_id, occurred_at nulls first, entries.valid_from, entries.rule_id, entries.tranche
