with rules as (
    select * from {{ ref('rulebook_rules') }}
    where entity_type = 'contact'
),

reads as (
    select distinct
        rule_id,
        subject
    from {{ ref('rulebook_conditions') }}
    where level = 'attribute'
),

-- What decides whether a rule awards: what it reads itself, and what the rules read that outrank it.
read_directly as (
    select
        rules.rule_id,
        rules.score_id,
        rules.operation,
        reads.subject
    from rules
    inner join reads on rules.rule_id = reads.rule_id
    union
    select
        rules.rule_id,
        rules.score_id,
        rules.operation,
        reads.subject
    from rules
    inner join rules as outranking
        on rules.score_id = outranking.score_id
        and rules.exclusive_group = outranking.exclusive_group
        and rules.priority > outranking.priority
        and rules.rule_type = 'interaction'
        and outranking.rule_type = 'interaction'
    inner join reads on outranking.rule_id = reads.rule_id
),

entry_rules as (
    select
        score_id,
        rule_id
    from rules
    union all
    -- Adjustments of a score share a row.
    select
        score_id,
        cast(null as varchar) as rule_id
    from {{ ref('rulebook_scores') }}
    where entity_type = 'contact' and is_active
),

-- A set ends what came before it: what a set reads decides on all entries of its score.
depends as (
    select
        entry_rules.score_id,
        entry_rules.rule_id,
        bool_or(read_directly.subject is not null) as reads_contact,
        coalesce(bool_or(read_directly.subject = 'account'), false) as reads_account
    from entry_rules
    left join read_directly
        on entry_rules.score_id = read_directly.score_id
        and (entry_rules.rule_id = read_directly.rule_id or read_directly.operation = 'set')
    group by entry_rules.score_id, entry_rules.rule_id
),

-- A table of which every row is the latest version of its entity says nothing of the past.
tables as (
    select
        coalesce(bool_and(is_latest) filter (where entity_type = 'contact'), true) as contacts_keep_one_version,
        coalesce(bool_and(is_latest) filter (where entity_type = 'account'), true) as accounts_keep_one_version
    from {{ ref('int_versions') }}
)

select
    cast(row_number() over (order by depends.score_id, depends.rule_id) as integer) as backtest_rule_key,
    depends.score_id,
    depends.rule_id,
    depends.reads_contact,
    depends.reads_account,
    case
        when depends.reads_contact and tables.contacts_keep_one_version then 'contacts keeps one version'
        when depends.reads_account and tables.accounts_keep_one_version then 'accounts keeps one version'
    end as not_backtestable_because
from depends
cross join tables
