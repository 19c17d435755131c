-- Rules that are new, gone or defined otherwise than in the last whole build.
with rules as (
    select * from {{ ref('rulebook_fingerprints') }}
),

known as (
    select * from {{ checkpointed('rulebook_fingerprints') }}
),

compared as (
    select
        coalesce(rules.rule_id, known.rule_id) as rule_id,
        coalesce(rules.looks_at <> known.looks_at, true) as looks_at_differs,
        coalesce(rules.awards <> known.awards, true) as awards_differ,
        coalesce(rules.gives <> known.gives, true) as gives_differs,
        coalesce(known.has_tranches, false) as had_tranches
    from rules
    full join known on rules.rule_id = known.rule_id
)

select
    rule_id,
    had_tranches,
    -- Whether it may concern others than those that it has touched.
    looks_at_differs or not had_tranches as looks_elsewhere,
    -- Whether it awards whom it awarded, only something else: what it gave is where it was.
    had_tranches and not (looks_at_differs or awards_differ) as awards_stand
from compared
where looks_at_differs or awards_differ or gives_differs
