{#- Whether attributes are matched anew for everybody, not only for those whose versions differ from those of the last whole build. -#}
{% macro all_attributes_may_differ() %}
    {% set rules = stored('rulebook_fingerprints', schema='rulebook') %}
    {% set known_rules = stored('rulebook_fingerprints', schema='checkpoint') %}
    {% if not rules or not known_rules or not stored('int_entity_fingerprints', schema='checkpoint')
        or everything_is_affected() or is_after_unfinished_run() %}
        {% do return(true) %}
    {% endif %}
    {% do return(answer(rules, rows_that_differ(rules, known_rules, 'rule_id, looks_at') ~ ' limit 1') | length > 0) %}
{% endmacro %}
