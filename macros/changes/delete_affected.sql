{#- The first half of replacing the affected entities whole: their rows go, and the model adds the new ones in the same transaction. -#}
{% macro delete_affected(also_history_only=false) %}
    {% if is_incremental() or not execute %}
        delete from {{ this }} where entity_key in {{ affected(also_history_only) }}
    {% endif %}
{% endmacro %}
