{#- entity_scores for one type of entity, whose id has the type's name. -#}
{% macro scores_of(entity_type) -%}
select
    score_id,
    score_name,
    entity_id as {{ entity_type }}_id,
    points,
    positive_points,
    negative_points,
    tier,
    tier_rank,
    tier_since,
    last_awarded_at,
    next_change_at,
    next_points,
    next_tier
from {{ ref('entity_scores') }}
where entity_type = '{{ entity_type }}'
{%- endmacro %}
