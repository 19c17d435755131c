-- Whom this build found erased when it decided what to read; a hash names nobody, and may be kept.
select hash(contact_id) as contact_hash from {{ ref('int_erased_contacts') }}
