{#- The first half of replacing entities whole: the rows of these go, and the model adds the new ones in the same transaction. -#}
{% macro delete_rows_of(entities) %}
    {% if is_incremental() or not execute %}
        delete from {{ this }} where entity_key in (select gone.entity_key from {{ entities }} as gone)
    {% endif %}
{% endmacro %}
