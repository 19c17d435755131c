-- Each version holds until the next begins, and a row is a repeat where it says what the version before it says.
with standing_versions as (
    select * from {{ ref('int_standing_versions') }}
    semi join {{ tested_entities() }} using (entity_type, entity_id)
    where {{ anything_may_differ(tables_of_versions() + ['contact_merges']) }}
),

compared as (
    select
        *,
        last_value(case when not is_repeat then content end ignore nulls) over (
            partition by entity_type, entity_id order by updated_at
            rows between unbounded preceding and 1 preceding
        ) as content_before,
        lead(case when not is_repeat then updated_at end ignore nulls) over (
            partition by entity_type, entity_id order by updated_at
        ) as next_at
    from standing_versions
)

select * from compared
where
    is_repeat <> coalesce(content = content_before, false)
    or (
        not is_repeat
        and (
            valid_from <> case when content_before is null then {{ ever_since() }} else updated_at end
            or valid_to <> coalesce(next_at, {{ for_ever() }})
            or is_latest <> (next_at is null)
            -- A deal's contact may have been merged since.
            or (entity_type <> 'opportunity' and content <> {{ version_content() }})
        )
    )
