{#- The entities of the queue whom a step computes anew, `awards`, `ledger` or `history`, as a subquery: what is replaced, and nothing else, also
    where a part is built long after the queue was emptied. -#}
{% macro affected(step) -%}
    (
        select affected.entity_key from {{ ref('int_affected_entities') }} as affected
        where {{ 'true' if step == 'history' else "affected.from_step <> 'history'" }}
        {%- if step == 'awards' %}
            and affected.entity_key not in (
                select scored.entity_key from {{ ref('int_scored_entities') }} as scored
                where scored.awards_stand
            )
        {%- endif %}
    )
{%- endmacro %}
