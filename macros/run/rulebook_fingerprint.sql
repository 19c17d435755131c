{#- One text that tells the rulebook, or these tables of it, from every other. -#}
{% macro rulebook_fingerprint(tables=['scores', 'rules', 'conditions', 'groups', 'tranches', 'tiers', 'triggers', 'segments', 'event_types']) %}
    select md5(string_agg(row_text, chr(10) order by row_text)) as fingerprint
    from (
        {%- for table in tables %}
        select '{{ table }}' || cast(to_json({{ table }}) as varchar) as row_text from {{ ref('rulebook_' ~ table) }} as {{ table }}
        {{ 'union all' if not loop.last }}
        {%- endfor %}
    ) as rulebook_rows
{% endmacro %}
