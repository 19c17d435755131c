{#- The interactions of some `events` that count for anybody whom scoring looks at. -#}
{% macro scored_interactions(events) -%}
    {%- set reach = ref('int_reach') -%}
    select interactions.* from {{ ref('int_interactions') }} as interactions
    semi join {{ events }} on interactions.source = {{ events }}.source and interactions.event_name = {{ events }}.event_name
    {%- if not everything_is_affected() %}
    semi join (
        select reach.interaction_id from {{ reach }} as reach
        semi join {{ events }} on reach.source = {{ events }}.source and reach.event_name = {{ events }}.event_name
    ) as reached on interactions.interaction_id = reached.interaction_id
    {%- endif %}
{%- endmacro %}
