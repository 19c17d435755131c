-- The fields in which an interaction must equal the anchor to break its absence.
select
    rule_id,
    unnest(string_split(absent_same, '|')) as field
from {{ ref('rulebook_rules') }}
where absent_same is not null
