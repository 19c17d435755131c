{#- SPEC, Marts: made of entity, score, rule or adjustment, interaction, tranche and valid_from, so the same in every build. -#}
{% macro entry_id(entities, ledger) -%}
    md5(cast(to_json([
        {{ entities }}.entity_type,
        {{ entities }}.entity_id,
        {{ ledger }}.score_id,
        {{ ledger }}.rule_id,
        {{ ledger }}.adjustment_id,
        {{ ledger }}.interaction_id,
        cast({{ ledger }}.tranche as varchar),
        cast({{ ledger }}.valid_from as varchar)
    ]) as varchar))
{%- endmacro %}
