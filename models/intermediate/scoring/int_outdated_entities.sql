-- depends_on: {{ ref('int_as_of') }}
-- Of whom int_points_now says it again: whom this build computes, and for whom time has changed something since it was said.
select entity_key from {{ ref('int_affected_entities') }}
{% if not everything_is_affected() and stored('int_points_now') %}
    union
    select entity_key from {{ stored('int_points_now') }}
    where not {{ stands() }}
{% endif %}
