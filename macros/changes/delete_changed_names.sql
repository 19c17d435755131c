{#- Whoever came or went: those who are named now are added anew, however often a part is built. -#}
{% macro delete_changed_names() %}
    {% if is_incremental() or not execute %}
        delete from {{ this }} using {{ ref('int_changed_names') }} as changed
        where {{ this }}.entity_type = changed.entity_type and {{ this }}.entity_id = changed.entity_id
    {% endif %}
{% endmacro %}
