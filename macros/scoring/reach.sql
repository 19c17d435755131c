{#- CTEs, the last of them `reach`: for which of the `entities` each of the `interactions` counts (SPEC, Whose interactions count). Where all is
    computed, who people are is looked up three times: to write that out on the way would take memory. -#}
{% macro reach(interactions, entities, are_all=false) %}
asked_contacts as (
    {% if are_all %}
    select * from {{ ref('int_contact_ids') }}
    where contact_id in (select named.contact_id from {{ interactions }} as named)
    {% else %}
    select contact_ids.* from {{ ref('int_contact_ids') }} as contact_ids
    where contact_ids.contact_key in (
        select asked.entity_key from {{ entities }} as asked
        union
        select members.contact_key from {{ ref('int_account_members') }} as members
        semi join {{ entities }} on members.account_key = {{ entities }}.entity_key
        union
        select members.contact_key from {{ ref('int_opportunity_members') }} as members
        semi join {{ entities }} on members.opportunity_key = {{ entities }}.entity_key
    )
    {% endif %}
),

of_people as {{ 'not materialized ' if everything_is_affected() }}(
    select
        seen.*,
        asked_contacts.contact_key
    from {{ interactions }} as seen
    inner join asked_contacts on seen.contact_id = asked_contacts.contact_id
),

of_contacts as (
    select
        of_people.*,
        {{ entities }}.entity_type,
        {{ entities }}.entity_key
    from of_people
    inner join {{ entities }} on of_people.contact_key = {{ entities }}.entity_key
),

-- An account's are those that carry its id, and those of its contacts that carry none; so for opportunities.
{% for type in ['account', 'opportunity'] -%}
of_{{ type }} as (
    select
        seen.*,
        cast(null as integer) as contact_key,
        {{ entities }}.entity_type,
        {{ entities }}.entity_key
    from {{ interactions }} as seen
    inner join {{ entities }} on seen.{{ type }}_id = {{ entities }}.entity_id and {{ entities }}.entity_type = '{{ type }}'
    union all
    select
        of_people.*,
        '{{ type }}' as entity_type,
        members.{{ type }}_key as entity_key
    from of_people
    inner join {{ ref('int_' ~ type ~ '_members') }} as members
        on of_people.contact_key = members.contact_key
        and of_people.occurred_at >= members.valid_from
        and of_people.occurred_at < members.valid_to
    semi join {{ entities }} on members.{{ type }}_key = {{ entities }}.entity_key
    where of_people.{{ type }}_id is null
),

{% endfor -%}
reach as (
    select * from of_contacts
    union all
    select * from of_account
    union all
    select * from of_opportunity
)
{% endmacro %}
