{#- The changed interactions as they stand now. -#}
{% macro changed_interactions() %}
    select {{ interaction_columns() }} from {{ ref('int_changed_interactions') }}
    where stands
{% endmacro %}
