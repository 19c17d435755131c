-- The contacts of each segment; one that it has only after has entered it, one that it has only before has left.
with before_segments as (
    select distinct
        segment,
        contact_id
    from before.contact_segments
),

after_segments as (
    select distinct
        segment,
        contact_id
    from after.contact_segments
),

contacts as (
    select
        segment,
        before_segments.contact_id as contact_before,
        after_segments.contact_id as contact_after
    from before_segments
    full join after_segments using (segment, contact_id)
),

names as (
    select segment from before.rulebook_segments
    union
    select segment from after.rulebook_segments
)

select
    names.segment,
    count(contacts.contact_before) as contacts_before,
    count(contacts.contact_after) as contacts_after,
    count(contacts.contact_after) filter (where contacts.contact_before is null) as entered,
    count(contacts.contact_before) filter (where contacts.contact_after is null) as left_it
from names
left join contacts on names.segment = contacts.segment
group by names.segment
order by names.segment
