{#- The rows that a small relation has gained or lost since the last whole build. -#}
{% macro changed_since_checkpoint(name, columns, where='true') -%}
    {%- if stands_still(name) -%}
    select {{ columns }} from {{ ref(name) }}
    where false
    {%- else -%}
    {{ rows_that_differ(ref(name), checkpointed(name), columns, where) }}
    {%- endif -%}
{%- endmacro %}
