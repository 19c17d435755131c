-- depends_on: {{ ref('rulebook_fingerprints') }}
{% set kept_intervals = stored('int_attribute_intervals') %}
{% set among_changed = '(entity_type, entity_id) in (select (said.entity_type, said.entity_id) from ' ~ ref('int_changed_versions') ~ ' as said)' %}
with entities as (
    select * from {{ ref('int_entities') }}
),

changed_versions as (
    select distinct
        entity_type,
        entity_id
    from ({{ changed_since_checkpoint(
        'int_entity_fingerprints',
        'entity_type, entity_id, fingerprint',
        where='true' if versions_are_read_whole() else among_changed
    ) }}) as differing
),

-- SPEC, score_rule_conditions: rules read an account's attributes for its contacts and deals, a contact's for its deals.
readers as (
    select * from changed_versions
    union
    select
        versions.entity_type,
        versions.entity_id
    from {{ ref('int_versions') }} as versions
    inner join changed_versions as changed on versions.account_id = changed.entity_id and changed.entity_type = 'account'
    union
    select
        versions.entity_type,
        versions.entity_id
    from {{ ref('int_versions') }} as versions
    inner join changed_versions as changed on versions.contact_id = changed.entity_id and changed.entity_type = 'contact'
),

changed as (
    select entities.entity_key from entities
    semi join readers using (entity_type, entity_id)
    union
    select entity_key from {{ ref('int_changed_entities') }}
),

everybody as (
    select entity_key from entities
    {% if kept_intervals -%}
        union
        select entity_key from {{ kept_intervals }}
    {%- endif %}
)

select entity_key from changed
where not {{ all_attributes_may_differ() }}
union all
select entity_key from everybody
where {{ all_attributes_may_differ() }}
