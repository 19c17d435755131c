-- The feeds of which an interaction stands that is erased by now, or, where an erasure was withdrawn, all of them.
{% set interactions = stored('int_interactions') %}
{% set erased_before = stored('int_erased_contacts', schema='checkpoint') %}
with erased as (
    select
        contact_id,
        hash(contact_id) as contact_hash
    from {{ ref('int_erased_contacts') }}
)

{% if interactions -%}
    select distinct interactions.source as feed
    from {{ interactions }} as interactions
    semi join erased on interactions.contact_id = erased.contact_id
    union
{% endif -%}
select unnest({{ interaction_feeds() }}) as feed
where {{ 'exists (from ' ~ erased_before ~ ' anti join erased using (contact_hash))' if erased_before else 'false' }}
