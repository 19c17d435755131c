{% macro delete_changed_interactions() %}
    {% if is_incremental() or not execute %}
        delete from {{ this }} where interaction_id in (select changed.interaction_id from {{ ref('int_changed_interactions') }} as changed)
    {% endif %}
{% endmacro %}
