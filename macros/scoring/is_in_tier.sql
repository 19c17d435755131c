{#- SPEC, From ledger to score: the tier with the greatest min_points that the score reaches; the lowest takes all below. Comparisons alone, so
    that each row meets its score's tiers and no others. -#}
{% macro is_in_tier(score, points, tiers, key='score_id') -%}
    {{ score }} = {{ tiers }}.{{ key }}
    and {{ points }} >= coalesce({{ tiers }}.from_points, cast('-9999999999999999.99' as decimal(18, 2)))
    and {{ points }} < coalesce({{ tiers }}.below_points, cast('9999999999999999.99' as decimal(18, 2)))
{%- endmacro %}
