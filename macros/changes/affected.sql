{#- The entities of the queue, as a subquery: what is replaced, and nothing else, also where a part is built long after the queue was emptied. -#}
{% macro affected(also_history_only=false) -%}
    (
        select affected.entity_key from {{ ref('int_affected_entities') }} as affected
        where {{ 'true' if also_history_only else 'not affected.is_history_only' }}
    )
{%- endmacro %}
