{{ config(materialized='view') }}

with intervals as (
    select
        rules.rule_id,
        intervals.entity_key,
        greatest(intervals.valid_from, entities.began_at, rules.effective_from) as valid_from,
        least(intervals.valid_to, rules.effective_to) as valid_to
    from {{ ref('int_attribute_intervals') }} as intervals
    inner join {{ ref('rulebook_rules') }} as rules on intervals.rule_id = rules.rule_id
    inner join {{ ref('int_scored_entities') }} as entities on intervals.entity_key = entities.entity_key
    where rules.rule_type = 'attribute' and entities.began_at is not null
),

-- Groups of conditions may overlap: maximal intervals begin where nothing before reaches.
marked as (
    select
        *,
        valid_from > coalesce(max(valid_to) over (
            partition by rule_id, entity_key order by valid_from, valid_to rows between unbounded preceding and 1 preceding
        ), {{ ever_since() }}) as is_start
    from intervals
    where valid_from < valid_to
),

numbered as (
    select
        *,
        sum(cast(is_start as integer)) over (partition by rule_id, entity_key order by valid_from, valid_to) as stretch
    from marked
)

select
    entity_key,
    rule_id,
    min(valid_from) as valid_from,
    nullif(max(valid_to), {{ for_ever() }}) as valid_to
from numbered
group by entity_key, rule_id, stretch
