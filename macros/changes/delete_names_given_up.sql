{#- Whom no interaction names any longer. -#}
{% macro delete_names_given_up() %}
    {% if is_incremental() or not execute %}
        delete from {{ this }} using {{ ref('int_changed_names') }} as changed
        where {{ this }}.entity_type = changed.entity_type and {{ this }}.entity_id = changed.entity_id and not changed.is_named
    {% endif %}
{% endmacro %}
