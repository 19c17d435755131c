-- depends_on: {{ ref('int_raw_tables') }}
-- Whoever a standing row names, and who is neither merged away nor erased, is among the entities; of large raw tables those that were read.
-- Of interactions, which a build only reads into, those that it changed, and those that name whom the last whole build knew and this one does not.
{% set all_are_asked = is_whole_tested() or any_is_read(['contact_merges']) or any_is_read(interaction_feeds(), whole=true) %}
with gone as (
    select
        entity_type,
        entity_id
    from {{ checkpointed('int_entities') }}
    anti join {{ ref('int_entities') }} using (entity_type, entity_id)
),

changed as (
    select
        coalesce(links.surviving_contact_id, changed.contact_id) as contact_id,
        changed.account_id,
        changed.opportunity_id
    from {{ ref('int_changed_interactions') }} as changed
    left join {{ ref('int_contact_links') }} as links on changed.contact_id = links.merged_contact_id
    where changed.stands
),

named_by_interactions as (
    {{ names_in(ref('interactions'), among=none if all_are_asked else 'gone') }}
    union all
    {{ names_in('changed') }}
),

named_by_what_stands as (
    select * from named_by_interactions
    union all
    select
        'account' as entity_type,
        account_id as entity_id
    from {{ ref('int_versions') }}
    union all
    select
        'contact' as entity_type,
        contact_id as entity_id
    from {{ ref('int_versions') }}
    union all
    select
        entity_type,
        entity_id
    from {{ ref('int_adjustments') }}
),

landed as (
    select
        'account' as entity_type,
        account_id as entity_id
    from {{ ref('stg_accounts') }}
    where rejection is null and {{ is_row_tested('accounts') }}
    union all
    select
        'opportunity' as entity_type,
        opportunity_id as entity_id
    from {{ ref('stg_opportunities') }}
    where rejection is null and {{ is_row_tested('opportunities') }}
    union all
    select
        'contact' as entity_type,
        contact_id as entity_id
    from {{ ref('stg_contacts') }}
    where
        rejection is null
        and {{ is_row_tested('contacts') }}
        and contact_id not in (select erased.contact_id from {{ ref('int_erased_contacts') }} as erased)
        and contact_id not in (select links.merged_contact_id from {{ ref('int_contact_links') }} as links)
),

named as (
    select * from named_by_what_stands
    where {{ anything_may_differ() }}
    union all
    select * from landed
    where {{ anything_may_differ(raw_tables()) }}
)

select distinct
    entity_type,
    entity_id
from named
anti join {{ ref('int_entities') }} using (entity_type, entity_id)
where entity_id is not null
