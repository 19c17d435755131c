{#- Why a raw row is bad: the first reason that applies, null for a good row. `reasons`: text -> SQL condition, in order. -#}
{% macro rejection(reasons) %}
    case
        when unreadable_column is not null then 'unreadable ' || unreadable_column
        when loaded_at is null then 'no loaded_at'
        {%- for reason, condition in reasons.items() %}
        when {{ condition }} then '{{ reason }}'
        {%- endfor %}
    end
{% endmacro %}
