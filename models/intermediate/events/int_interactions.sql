with standing as (
    {% for feed in interaction_feeds() -%}
        select {{ interaction_columns() }} from ({{ standing_rows(feed) }}) as {{ feed }}
        {% if not loop.last %}union all
        {% endif %}
    {%- endfor %}
)

select {{ interaction_columns() }} from standing
