{#- Whether other contacts are erased than when the last whole build ended; their ids are kept as hashes. -#}
{% macro erasures_changed() %}
    {% set copy = stored('int_erased_contacts', schema='checkpoint') %}
    {% set erased = stored('int_erased_contacts') %}
    {% if not copy or not erased %}{% do return(true) %}{% endif %}
    {% do return(run_query(rows_that_differ('(select hash(contact_id) as contact_hash from ' ~ erased ~ ')', copy, 'contact_hash') ~ ' limit 1').rows | length > 0) %}
{% endmacro %}
