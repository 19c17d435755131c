-- Versions by a power law: of a hundred people 63 have one, 18 two, 8 three ...; the person behind the last id is the bot.
with people as (
    select
        range as person,
        least(12, cast(floor(pow(1 - chance(range, 100), -0.7)) as bigint)) as versions,
        make_timestamp(getvariable('starts_at')) + to_seconds(cast((chance(range, 101) * 1.9 - 0.9) * 62208000 as bigint)) as created_at,
        one_of(range, 102, ['Germany', 'Germany', 'Austria', 'France', 'Spain', 'Spain', 'Poland', 'United States']) as country
    from range(getvariable('low'), getvariable('high'))
),

versions as (
    select
        people.*,
        numbers.range as version,
        person * 16 + numbers.range as row_number,
        case
            when numbers.range = 0 then created_at
            else created_at + to_seconds(cast(
                (numbers.range + chance(person * 16 + numbers.range, 103)) / people.versions
                * greatest(date_diff('second', created_at, make_timestamp(getvariable('ends_at'))), 3600) as bigint
            ))
        end as updated_at
    from people
    inner join range(12) as numbers on numbers.range < people.versions
)

select
    contact_id(person) as contact_id,
    case
        -- One later version in ten moves to another account.
        when version > 0 and account_of(person) > 0 and chance(row_number, 104) < 0.1
            then account_id(1 + cast(floor(chance(row_number, 105) * (getvariable('accounts') - 1)) as bigint))
        when account_of(person) is not null then account_id(account_of(person))
    end as account_id,
    'person' || person || one_of(person, 106, ['@gmail.com', '@yahoo.com', '@company.example', '@firm.example', '@maker.example']) as email,
    one_of(row_number, 107, [
        'Marketing Manager', 'Sales Manager', 'IT Manager', 'Clerk', 'Engineer', 'Student', 'Head of Growth', 'Director of Operations',
        'Office Manager', 'Accountant', 'Revenue Director', 'VP Sales'
    ]) as job_title,
    one_of(row_number, 108, ['junior', 'junior', 'junior', 'manager', 'manager', 'director', 'vp', 'c_level']) as seniority,
    country,
    one_of(row_number, 109, ['subscriber', 'subscriber', 'lead', 'lead', 'customer', 'competitor', 'student']) as lifecycle_stage,
    case when chance(person, 110) < 0.5 then 20 + cast(floor(chance(person, 111) * 45) as bigint) end as age,
    case when chance(person, 112) < 0.5 then '{"language": "' || one_of(person, 113, ['de', 'en', 'fr', 'es']) || '"}' end as properties,
    created_at,
    updated_at,
    case when version > 0 and version = versions - 1 and chance(person, 114) < 0.02 then updated_at end as deleted_at,
    least(night_after(updated_at), make_timestamp(getvariable('last_load'))) as loaded_at
from versions
