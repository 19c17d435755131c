{#- Active scores straight from the seed, for data tests that do not lean on the rulebook's models. -#}
{% macro seeded_scores() -%}
    select
        score_id,
        entity_type,
        cast(min_points as decimal(18, 2)) as min_points,
        cast(max_points as decimal(18, 2)) as max_points,
        cast({{ held('0', 'cast(min_points as decimal(18, 2))', 'cast(max_points as decimal(18, 2))') }} as decimal(18, 2)) as resting_points
    from {{ ref('scores') }}
    where lower(is_active) = 'true'
{%- endmacro %}
