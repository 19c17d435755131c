{#- The rows that a small relation has gained or lost since the last whole build. -#}
{% macro changed_since_checkpoint(name, columns, where='true') -%}
    (select {{ columns }} from {{ ref(name) }} where {{ where }} except all select {{ columns }} from {{ checkpointed(name) }} where {{ where }})
    union all
    (select {{ columns }} from {{ checkpointed(name) }} where {{ where }} except all select {{ columns }} from {{ ref(name) }} where {{ where }})
{%- endmacro %}
