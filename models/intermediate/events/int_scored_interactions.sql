{{ config(materialized='view') }}

-- depends_on: {{ ref('int_reach') }}
-- The interactions that count for anybody whom scoring looks at.
select * from {{ ref('int_interactions') }}
{% if not everything_is_affected() %}
    where interaction_id in (select reach.interaction_id from {{ ref('int_reach') }} as reach)
{% endif %}
