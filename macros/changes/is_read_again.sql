{#- Which rows of a raw table this build reads again, as int_raw_tables decided: none, those from an instant on, or all. -#}
{% macro is_read_again(table) %}
    {%- set decided = tables_decided().get(table) -%}
    {%- if not decided or decided['read_again'] == 'everything' or "'" ~ table ~ "'" in tables_judged_whole() -%}
        true
    {%- elif decided['read_again'] == 'nothing' -%}
        false
    {%- else -%}
        {%- set read_from = "cast('" ~ decided['read_from'] ~ "' as timestamp)" -%}
        {#- The first half lets the files' statistics pass over what is older. -#}
        (
            typeof(landed_at) <> 'TIMESTAMP' or landed_at is null
            or try_cast(landed_at as timestamp) >= {{ read_from }} or try_cast(landed_at as timestamp) < {{ first_instant() }}
        )
        and (loaded_at >= {{ read_from }} or loaded_at is null)
    {%- endif -%}
{% endmacro %}
