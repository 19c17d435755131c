{{ config(
    materialized='incremental',
    incremental_strategy='delete+insert',
    unique_key=['entity_type', 'entity_id', 'updated_at'],
    on_schema_change='fail',
    meta={'made_of': made_of_versions(), 'anew_with': tables_of_versions()},
) }}

-- depends_on: {{ ref('int_landed_versions') }}, {{ ref('int_changed_versions') }}
{% set said = ['account_id', 'named_contact_id', 'contact_id', 'attributes', 'created_at', 'deleted_at', 'closed_at'] %}
with versions as (
    select
        *,
        coalesce(content = lag(content) over (partition by entity_type, entity_id order by updated_at), false) as is_repeat
    from {{ ref('int_changed_versions') if is_incremental() else ref('int_landed_versions') }}
),

-- SPEC, Raw tables: a version holds until the next one begins.
ordered as (
    select
        *,
        min(case when not is_repeat then updated_at end) over (by_time rows between 1 following and unbounded following) as next_at,
        first_value(updated_at) over by_time as first_updated_at
    from versions
    window by_time as (partition by entity_type, entity_id order by updated_at)
),

-- A merged contact's deals are its survivor's. Those put in order again may name one already: it is always said anew.
resolved as (
    select
        ordered.* replace (case
            when entity_type = 'opportunity'
                then json_merge_patch(attributes, json_object('contact_id', coalesce(links.surviving_contact_id, named_contact_id)))
            else attributes
        end as attributes),
        coalesce(links.surviving_contact_id, ordered.named_contact_id) as contact_id
    from ordered
    left join {{ ref('int_contact_links') }} as links on ordered.named_contact_id = links.merged_contact_id
)

select
    entity_type,
    entity_id,
    updated_at,
    row_hash,
    content,
    is_repeat,
    {%- for column in said %}
        case when not is_repeat then {{ column }} end as {{ column }},
    {%- endfor %}
    -- The first version also holds for all time before it.
    case when is_repeat then null when updated_at = first_updated_at then {{ ever_since() }} else updated_at end as valid_from,
    case when not is_repeat then coalesce(next_at, {{ for_ever() }}) end as valid_to,
    case when not is_repeat then next_at is null end as is_latest,
    case when not is_repeat then first_updated_at end as first_updated_at
from resolved
union all by name
-- Rows that say what the latest version says.
select
    entity_type,
    entity_id,
    updated_at,
    row_hash,
    content,
    true as is_repeat
from {{ ref('int_read_versions') }}
anti join {{ ref('int_changed_versions') }} using (entity_type, entity_id)
where {{ is_incremental() }}
