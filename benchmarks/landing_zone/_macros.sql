-- What all tables of the landing zone are made with. Chance is a hash of a row's number: the same rows come out whatever the
-- order and the number of threads. The variables are set by generate.py.

-- A number in [0, 1) for the row and what it is for.
create or replace macro chance(row_number, purpose) as
    cast(hash(row_number * 131 + purpose + cast(getvariable('seed') as bigint) * 1000000007) as double) / 18446744073709551616.0;

-- One of a list; what stands in it twice comes twice as often.
create or replace macro one_of(row_number, purpose, choices) as
    list_extract(choices, 1 + cast(floor(chance(row_number, purpose) * len(choices)) as bigint));

-- A rank from 0 on: the first is chosen most, each further one in proportion to 1 / (rank + 1).
create or replace macro heavy_head(row_number, purpose, how_many) as
    least(cast(floor(pow(how_many + 1, chance(row_number, purpose))) as bigint) - 1, how_many - 1);

-- A person by a power law with exponent 0.6: of 500,000 the busiest hundredth does an eighth of all, the idler half a quarter.
create or replace macro busy_person(row_number, purpose) as
    cast(floor(pow(
        pow(getvariable('people') * 0.0005, 0.4)
        + chance(row_number, purpose) * (pow(getvariable('people') * 1.0005, 0.4) - pow(getvariable('people') * 0.0005, 0.4)),
        2.5
    ) - getvariable('people') * 0.0005) as bigint) * 15485863 % getvariable('people');

create or replace macro contact_id(person) as 'contact-' || lpad(cast(person as varchar), 8, '0');
create or replace macro account_id(account) as 'account-' || lpad(cast(account as varchar), 8, '0');
create or replace macro opportunity_id(deal) as 'deal-' || lpad(cast(deal as varchar), 8, '0');

-- A key without visible order; no two rows of a feed share it, also not across increments.
create or replace macro row_id(prefix, row_number) as
    prefix || lpad(lower(hex(((cast(getvariable('increment') as bigint) * 1073741824 + row_number) * 7654321) % 1099511627776)), 10, '0');

-- The instant of the row in its window: rows of a feed follow each other in time.
create or replace macro instant(row_number, how_many) as
    make_timestamp(cast(
        getvariable('starts_at') + (row_number + chance(row_number, 1)) / how_many * getvariable('lasts') as bigint
    ));

-- The nightly load after an instant, at three.
create or replace macro night_after(moment) as date_trunc('day', moment) + interval 27 hour;

-- When it happened: as a rule just before its load, if late 2 to 180 days earlier.
create or replace macro happened_at(row_number, moment) as
    case
        when chance(row_number, 2) < getvariable('late')
            then moment - to_seconds(cast(86400 * (2 + 178 * pow(chance(row_number, 3), 2)) as bigint))
        else least(moment, make_timestamp(getvariable('last_load')))
    end;

-- When a delivery was loaded: again 1 to 6 nights after the first time, or with the increment that brings it.
create or replace macro load_of(row_number, delivery, moment) as
    least(
        case
            when delivery <> 'again' then night_after(moment)
            else coalesce(
                make_timestamp(getvariable('again_at')),
                night_after(moment) + to_days(1 + cast(floor(chance(row_number, 4) * 6) as integer))
            )
        end,
        make_timestamp(getvariable('last_load'))
    );

-- The deliveries of the rows from `low` to `high`: each once, few again, and few beside them broken.
create or replace macro deliveries() as table
    select range as i, 'first' as delivery
    from range(getvariable('low'), getvariable('high'))
    where getvariable('brings_first')
    union all
    select range as i, 'again' as delivery
    from range(getvariable('low'), getvariable('high'))
    where chance(range, 5) < getvariable('redelivered')
    union all
    select range as i, 'bad' as delivery
    from range(getvariable('low'), getvariable('high'))
    where getvariable('brings_first') and chance(range, 6) < getvariable('bad');

-- What is wrong with a bad delivery: 0 no id, 1 nobody, 2 no time, 3 no name, 4 negative or unreadable measure, 5 broken JSON.
create or replace macro fault_of(row_number, delivery) as
    case when delivery = 'bad' then cast(floor(chance(row_number, 7) * 6) as integer) else -1 end;

-- Whose account a person's is; the bot has none. Of ten ordinary people three have one, in blocks of 13 accounts with 1 to 22 people, 3 at the median.
create or replace macro account_of(person) as
    case
        when person = getvariable('people') then null
        when person >= getvariable('ordinary_people') then 0
        when person % 10 < 3 then
            1 + (person // 10 * 3 + person % 10) // 72 * 13
            + list_extract(getvariable('account_of_member'), 1 + (person // 10 * 3 + person % 10) % 72)
    end;

-- The path of a page, the heavy head first.
create or replace macro path_of(page) as
    case
        when page < 20 then list_extract(getvariable('head_pages'), 1 + page)
        when page % 5 = 0 then '/blog/article-' || page
        when page % 97 = 1 then '/pricing/offer-' || page
        when page % 89 = 2 then '/careers/job-' || page
        else '/products/item-' || page
    end;

-- A person who has an account, for deals.
create or replace macro member(deal) as
    cast(floor(chance(deal, 90) * (getvariable('ordinary_people') // 10)) as bigint) * 10 + deal % 3;
