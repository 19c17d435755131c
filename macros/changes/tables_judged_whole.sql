{#- Raw tables whose rows are judged together or by the rulebook: all of them in every build. -#}
{% macro tables_judged_whole() -%} 'contact_merges', 'score_adjustments' {%- endmacro %}
