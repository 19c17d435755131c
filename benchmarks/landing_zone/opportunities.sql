-- A version for each stage that a deal reached.
with versions as (
    select
        deals.range as deal,
        stages.range as stage,
        make_timestamp(getvariable('starts_at')) + to_seconds(cast(chance(deals.range, 130) * 60000000 as bigint)) as created_at
    from range(getvariable('low'), getvariable('high')) as deals
    inner join range(4) as stages on stages.range <= deals.range % 4
),

dated as (
    select
        *,
        created_at + to_days(cast(stage * (6 + deal % 20) as integer)) as updated_at
    from versions
)

select
    opportunity_id(deal) as opportunity_id,
    account_id(account_of(member(deal))) as account_id,
    contact_id(member(deal)) as contact_id,
    'Seats ' || deal as name,
    list_extract(['qualification', 'proposal', 'negotiation', 'closed'], 1 + stage) as stage,
    1e3 + deal % 400 * 250 as amount,
    case when stage = 3 then chance(deal, 131) < 0.5 end as is_won,
    '{"source": "' || one_of(deal, 132, ['inbound', 'outbound', 'partner']) || '"}' as properties,
    created_at,
    updated_at,
    case when stage = 3 then updated_at end as closed_at,
    least(night_after(updated_at), make_timestamp(getvariable('last_load'))) as loaded_at
from dated
where updated_at < make_timestamp(getvariable('ends_at'))
