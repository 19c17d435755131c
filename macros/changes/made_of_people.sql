{#- What the table of who there is is made of. Whatever raw versions say is in their fingerprint. For who asks:
    depends_on int_versions_fingerprint. -#}
{% macro made_of_people() %}
    {% do return({
        'raw': ['contact_merges', 'contact_erasures', 'score_adjustments'],
        'changed_by': 'int_changed_names',
        'int_versions_fingerprint': 'fingerprint',
        'int_adjustments': 'adjustment_id, entity_type, entity_id',
    }) %}
{% endmacro %}
