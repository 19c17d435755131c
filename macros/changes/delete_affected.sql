{#- The first half of replacing entities whole, the affected ones unless a subquery names others: their rows go, and the model adds the new
    ones in the same transaction. -#}
{% macro delete_affected(entities=none) %}
    {% if is_incremental() or not execute %}
        delete from {{ this }} where entity_key in {{ entities or affected() }}
    {% endif %}
{% endmacro %}
