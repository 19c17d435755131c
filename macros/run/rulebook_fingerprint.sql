{#- One text that tells the rulebook from every other. -#}
{% macro rulebook_fingerprint() %}
    select md5(string_agg(row_text, chr(10) order by row_text)) as fingerprint
    from (
        {%- for table in ['scores', 'rules', 'conditions', 'groups', 'tranches', 'tiers', 'triggers', 'segments', 'event_types'] %}
        select '{{ table }}' || cast(to_json({{ table }}) as varchar) as row_text from {{ ref('rulebook_' ~ table) }} as {{ table }}
        {{ 'union all' if not loop.last }}
        {%- endfor %}
    ) as rulebook_rows
{% endmacro %}
