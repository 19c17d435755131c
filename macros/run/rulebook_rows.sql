{#- Every row of the rulebook as one text. -#}
{% macro rulebook_rows() %}
    {%- for table in ['scores', 'rules', 'conditions', 'groups', 'tranches', 'tiers', 'triggers', 'segments', 'event_types'] %}
    select '{{ table }}' || cast(to_json({{ table }}) as varchar) as row_text from {{ ref('rulebook_' ~ table) }} as {{ table }}
    {{ 'union all' if not loop.last }}
    {%- endfor %}
{% endmacro %}
