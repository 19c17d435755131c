-- Every 200th contact was merged into another.
with merges as (
    select
        range as number,
        make_timestamp(getvariable('ends_at')) - to_days(cast(range % 700 as integer)) as merged_at
    from range(getvariable('low'), getvariable('high'))
)

select
    contact_id(number * 200 + 7) as merged_contact_id,
    contact_id(number * 200 + 5) as surviving_contact_id,
    merged_at,
    night_after(merged_at) as loaded_at
from merges
