{#- The standing rows of the seven feeds, of all rows or of those that this build reads again. -#}
{% macro standing_interactions(of_rows_read_again=false) %}
    {%- for feed in (tables_read_again(interaction_feeds()) if of_rows_read_again else interaction_feeds()) %}
    select {{ interaction_columns() }}
    from ({{ standing_rows(feed, is_read_again(feed) if of_rows_read_again else 'true') }}) as {{ feed }}
    {{ 'union all' if not loop.last }}
    {%- endfor %}
{% endmacro %}
