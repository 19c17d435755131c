{#- Before int_interactions takes the changed rows, in the same transaction: notes whom they concern, and deletes those that stood. -#}
{% macro take_changed_interactions() %}
    {% if is_incremental() or not execute %}
        insert into {{ ref('int_interaction_journal') }}
        select source, contact_id, account_id, opportunity_id, occurred_at from {{ ref('int_changed_interactions') }}
        where counts and stands
        union all
        select known_source, known_contact_id, known_account_id, known_opportunity_id, known_occurred_at
        from {{ ref('int_changed_interactions') }}
        where counts and known_source is not null;
        delete from {{ this }} where interaction_id in (select changed.interaction_id from {{ ref('int_changed_interactions') }} as changed)
    {% endif %}
{% endmacro %}
