{#- Why everything is computed from nothing; no row where it is not. -#}
{% macro marks() -%}
    {%- if is_incremental() -%}
    select min(reason) as reason from {{ this }}
    where entity_key is null
    having count(*) > 0
    {%- else -%}
    select 'first build' as reason
    {%- endif -%}
{%- endmacro %}
