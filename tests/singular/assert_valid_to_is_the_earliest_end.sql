-- An entry ends at the earlier of its expiry and its supersession; only the interval of an attribute rule may end it before.
with ledger as (
    select * from {{ tested('score_ledger') }}
),

compared as (
    select
        ledger.*,
        coalesce(rules.rule_type = 'attribute', false) as has_interval,
        coalesce(ledger.valid_to, {{ for_ever() }}) as ends_at,
        case
            when ledger.expires_at is null or ledger.superseded_at < ledger.expires_at then coalesce(ledger.superseded_at, {{ for_ever() }})
            else ledger.expires_at
        end as earliest_end
    from ledger
    left join {{ ref('score_rules') }} as rules on ledger.rule_id = rules.rule_id
)

select * from compared
where
    ends_at > earliest_end
    or (ends_at < earliest_end and not has_interval)
    or ends_at < valid_from
    or superseded_at >= expires_at
