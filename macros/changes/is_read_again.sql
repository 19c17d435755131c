{#- Which rows of a raw table this build reads again, as int_raw_tables decided: none, those of the loader's lateness window, or all. -#}
{% macro is_read_again(table) %}
    {%- set decisions = stored('int_raw_tables') -%}
    {%- set found = run_query("select read_again, read_from from " ~ decisions ~ " where feed = '" ~ table ~ "'").rows if decisions else [] -%}
    {%- if found | length == 0 or found[0][0] == 'everything' or "'" ~ table ~ "'" in tables_judged_whole() -%}
        true
    {%- elif found[0][0] == 'nothing' -%}
        false
    {%- else -%}
        {%- set read_from = "cast('" ~ found[0][1] ~ "' as timestamp)" -%}
        {#- The first half lets the files' statistics pass over what is older. -#}
        (
            typeof(landed_at) <> 'TIMESTAMP' or landed_at is null
            or try_cast(landed_at as timestamp) >= {{ read_from }} or try_cast(landed_at as timestamp) < {{ first_instant() }}
        )
        and (loaded_at >= {{ read_from }} or loaded_at is null)
    {%- endif -%}
{% endmacro %}
