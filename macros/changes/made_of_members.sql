{#- What the tables of who belongs to whom are made of: whom interactions alone name belongs to nobody. For who asks: depends_on
    int_versions_fingerprint. -#}
{% macro made_of_members() %}
    {% do return({'raw': ['contact_merges', 'contact_erasures'], 'int_versions_fingerprint': 'fingerprint'}) %}
{% endmacro %}
