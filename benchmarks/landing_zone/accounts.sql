-- Account 0 is the large one; every third has grown once.
with accounts as (
    select
        range as account,
        make_timestamp(getvariable('starts_at')) + to_days(cast(-10 - range % 700 as integer)) as created_at,
        one_of(range, 120, [8, 20, 49, 50, 120, 180, 250, 400, 900, 2500, 5001, 12000]) as employees
    from range(getvariable('low'), getvariable('high'))
),

versions as (
    select
        accounts.*,
        numbers.range as version,
        case
            when numbers.range = 0 then created_at
            else created_at + to_seconds(cast(
                (0.2 + 0.7 * chance(account, 124)) * date_diff('second', created_at, make_timestamp(getvariable('ends_at'))) as bigint
            ))
        end as updated_at
    from accounts
    inner join range(2) as numbers on numbers.range = 0 or account % 3 = 0
)

select
    account_id(account) as account_id,
    'Company ' || account as name,
    one_of(account, 121, ['software', 'retail', 'logistics', 'health', 'education', 'finance']) as industry,
    employees * (1 + version) as employee_count,
    employees * 1.1e5 as annual_revenue,
    one_of(account, 122, ['Germany', 'Austria', 'France', 'Spain', 'Poland']) as country,
    '{"plan": "' || one_of(account, 123, ['free', 'team', 'business']) || '"}' as properties,
    created_at,
    updated_at,
    cast(null as timestamp) as deleted_at,
    least(night_after(updated_at), make_timestamp(getvariable('last_load'))) as loaded_at
from versions
