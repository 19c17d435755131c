{#- SPEC, From ledger to score: the tier with the greatest min_points that the score reaches; the lowest takes all below. Comparisons alone, so
    that each row meets its score's tiers and no others. -#}
{% macro is_in_tier(score_id, points, tiers) -%}
    {{ score_id }} = {{ tiers }}.score_id
    and {{ points }} >= coalesce({{ tiers }}.from_points, cast('-1e30' as decimal(38, 2)))
    and {{ points }} < coalesce({{ tiers }}.below_points, cast('1e30' as decimal(38, 2)))
{%- endmacro %}
