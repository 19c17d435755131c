{#- SPEC, From ledger to score: the tier with the greatest min_points that the score reaches; the lowest takes all below. -#}
{% macro is_in_tier(score_id, points, tiers) -%}
    {{ score_id }} = {{ tiers }}.score_id
    and ({{ tiers }}.from_points is null or {{ points }} >= {{ tiers }}.from_points)
    and ({{ tiers }}.below_points is null or {{ points }} < {{ tiers }}.below_points)
{%- endmacro %}
