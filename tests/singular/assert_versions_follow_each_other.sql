-- Each version holds until the next begins, and a row is a repeat where it says what the row before it says.
with compared as (
    select
        *,
        lag(content) over (partition by entity_type, entity_id order by updated_at) as content_before,
        min(case when not is_repeat then updated_at end) over (
            partition by entity_type, entity_id order by updated_at
            rows between 1 following and unbounded following
        ) as next_at
    from {{ ref('int_standing_versions') }}
    semi join {{ tested_entities() }} using (entity_type, entity_id)
    where {{ anything_may_differ(made_of_versions()['raw']) }}
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
            -- A deal's attributes name its contact's survivor, its content the contact as landed.
            or (entity_type <> 'opportunity' and content <> {{ version_content() }})
        )
    )
