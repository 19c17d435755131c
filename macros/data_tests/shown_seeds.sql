{#- One text that tells limits, tiers, triggers and segments from every other. -#}
{% macro shown_seeds() -%}
    {{ return(rulebook_fingerprint(['scores', 'tiers', 'triggers', 'segments'])) }}
{%- endmacro %}
