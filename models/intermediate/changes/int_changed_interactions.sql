-- depends_on: {{ ref('int_raw_tables') }}
{% set interactions = stored('int_interactions') %}
{% set is_compared = interactions is not none and not everything_is_affected() and any_is_read(interaction_feeds()) %}
{% set compared_columns = interaction_columns().replace(', loaded_at', '') %}
with standing as (
    {{ standing_interactions(of_rows_read_again=true) }}
),

known as (
    select {{ interaction_columns() }} from {{ interactions if is_compared else 'standing' }}
    {% if not is_compared %}
        where false
    {% elif not any_is_read(interaction_feeds(), whole=true) %}
        semi join standing using (interaction_id)
    {% endif %}
),

-- Rows that are new, or stand differently now.
changed as (
    select
        standing.*,
        {{ differs(compared_columns, 'standing', 'known') }} as counts,
        true as stands,
        known.source as known_source,
        known.contact_id as known_contact_id,
        known.account_id as known_account_id,
        known.opportunity_id as known_opportunity_id,
        known.occurred_at as known_occurred_at
    from standing
    left join known on standing.interaction_id = known.interaction_id
    where {{ differs(interaction_columns(), 'standing', 'known') }}
),

-- Rows that stand no longer.
gone as (
    select
        known.*,
        true as counts,
        false as stands,
        known.source as known_source,
        known.contact_id as known_contact_id,
        known.account_id as known_account_id,
        known.opportunity_id as known_opportunity_id,
        known.occurred_at as known_occurred_at
    from known
    inner join {{ ref('int_raw_tables') }} as tables on known.source = tables.feed and tables.read_again = 'everything'
    anti join standing on known.interaction_id = standing.interaction_id
)

select * from changed
where {{ is_compared }}
union all
select * from gone
