{#- The tier of some points straight from the seed, as a subquery: `what` is tier or tier_rank. For data tests. -#}
{% macro seeded_tier(what, score_id, points) -%}
    {%- set low = 'coalesce(cast(seed.min_points as decimal(18, 2)), -1000000000000000)' -%}
    {%- if what == 'tier_rank' -%}
    (
        select nullif(greatest(count(*) filter (where {{ low }} <= {{ points }}), least(count(*), 1)), 0)
        from {{ ref('score_tiers') }} as seed
        where seed.score_id = {{ score_id }}
    )
    {%- else -%}
    (
        select coalesce(
            max_by(seed.tier, {{ low }}) filter (where {{ low }} <= {{ points }}),
            min_by(seed.tier, {{ low }})
        )
        from {{ ref('score_tiers') }} as seed
        where seed.score_id = {{ score_id }}
    )
    {%- endif -%}
{%- endmacro %}
