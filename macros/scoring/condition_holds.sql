{#- Whether the column field_text meets the row of rulebook_conditions beside it (SPEC, score_rule_conditions, operator). -#}
{% macro condition_holds() -%}
    case
        when operator = 'is_set' then field_text is not null
        when operator = 'is_not_set' then field_text is null
        when field_text is null then holds_when_not_set
        when operator in ('equals', 'in') then list_contains(wanted_values, {{ comparable('field_text') }})
        when operator in ('not_equals', 'not_in') then not list_contains(wanted_values, {{ comparable('field_text') }})
        when operator = 'contains' then contains(lower(field_text), wanted_text)
        when operator = 'not_contains' then not contains(lower(field_text), wanted_text)
        when operator = 'starts_with' then starts_with(lower(field_text), wanted_text)
        when operator = 'ends_with' then ends_with(lower(field_text), wanted_text)
        when operator = 'matches' then regexp_matches(field_text, wanted_pattern, 'i')
        when operator = 'greater_than' then coalesce({{ as_number('field_text') }} > low, false)
        when operator = 'at_least' then coalesce({{ as_number('field_text') }} >= low, false)
        when operator = 'less_than' then coalesce({{ as_number('field_text') }} < high, false)
        when operator = 'at_most' then coalesce({{ as_number('field_text') }} <= high, false)
        else coalesce({{ as_number('field_text') }} between low and high, false)
    end
{%- endmacro %}
