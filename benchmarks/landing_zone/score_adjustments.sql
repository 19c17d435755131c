-- Every 200th contact got points by hand; half of them were merged.
with adjustments as (
    select
        range as number,
        make_timestamp(getvariable('ends_at')) - to_days(cast(range % 700 as integer)) as adjusted_at
    from range(getvariable('low'), getvariable('high'))
)

select
    row_id('ad-', number) as adjustment_id,
    'contact_engagement' as score_id,
    'contact' as entity_type,
    contact_id(number * 200 + 7 + 2 * (number % 2)) as entity_id,
    if(number % 10 = 0, 'set', 'add') as operation,
    cast(5 + number % 20 as double) as points,
    case when number % 3 = 0 then 90 end as expires_after_days,
    'Met at the fair' as reason,
    adjusted_at,
    night_after(adjusted_at) as loaded_at
from adjustments
