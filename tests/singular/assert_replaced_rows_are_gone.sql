-- Whose rows the last build of ledger or history replaced has none from before: no other test would look at them.
{% for name in ['int_ledger', 'int_history'] -%}
    select
        replaced.model,
        replaced.entity_key,
        left_over.computed_at
    from {{ ref('int_replaced_entities') }} as replaced
    inner join {{ ref(name) }} as left_over on replaced.entity_key = left_over.entity_key
    where replaced.model = '{{ name }}' and left_over.computed_at <> replaced.computed_at and {{ anything_may_differ() }}
    {{ 'union all' if not loop.last }}
{% endfor %}
