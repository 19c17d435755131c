{#- Whether this build, when it decided what to read, found other contacts erased than the last whole build did. -#}
{% macro erasures_changed() %}
    {% set copy, erased = stored('int_erased_hashes', schema='checkpoint'), stored('int_erased_hashes') %}
    {% if not copy or not erased %}{% do return(true) %}{% endif %}
    {% do return(run_query(rows_that_differ(erased, copy, 'contact_hash') ~ ' limit 1').rows | length > 0) %}
{% endmacro %}
