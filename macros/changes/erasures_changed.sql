{#- Whether this build, when it decided what to read, found other contacts erased than the last whole build did. -#}
{% macro erasures_changed() %}
    {% set copy, erased = stored('int_erased_hashes', schema='checkpoint'), stored('int_erased_hashes') %}
    {% if not copy or not erased %}{% do return(true) %}{% endif %}
    {% do return(answer(erased, rows_that_differ(erased, copy, 'contact_hash') ~ ' limit 1') | length > 0) %}
{% endmacro %}
