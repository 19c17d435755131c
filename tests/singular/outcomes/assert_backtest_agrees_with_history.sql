{{ config(tags=['outcomes']) }}

-- It belongs to every model that it reads: where one of those is asked for and `make outcomes` never ran, there is nothing to look at.
{% if stored('score_backtest', schema='main') or not execute %}
    -- What nothing was left out of is what the history had just before the date.
    with tested as (
        select * from {{ tested_entities() }}
    ),

    tested_contacts as (
        select entity_id as contact_id from tested
        where entity_type = 'contact'
    ),

    whole_scores as (
        select score_id from {{ ref('int_backtest_rules') }}
        group by score_id
        having not bool_or(reads_contact)
    ),

    seeded as (
        {{ seeded_scores() }}
    ),

    backtest as (
        select * from {{ ref('score_backtest') }}
        semi join tested_contacts using (contact_id)
        semi join whole_scores using (score_id)
    ),

    history as (
        select
            score_id,
            entity_id as contact_id,
            valid_from,
            points,
            tier
        from {{ ref('score_history') }}
        where entity_type = 'contact' and entity_id in (select tested_contacts.contact_id from tested_contacts)
    )

    select
        backtest.*,
        history.points as points_in_history,
        history.tier as tier_in_history
    from backtest
    inner join seeded on backtest.score_id = seeded.score_id
    asof left join history
        on backtest.score_id = history.score_id
        and backtest.contact_id = history.contact_id
        and backtest.backtest_date > history.valid_from
    where
        backtest.points <> coalesce(history.points, seeded.resting_points)
        or (history.points is not null and backtest.tier is distinct from history.tier)
{% else %}
    select 1 as failure
    where false
{% endif %}
