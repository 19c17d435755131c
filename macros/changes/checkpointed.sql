{#- A small relation as it stood when the last whole build ended; empty before the first. -#}
{% macro checkpointed(name) -%}
    {%- set copy = stored(name, schema='checkpoint') -%}
    {{ copy if copy else '(select * from ' ~ ref(name) ~ ' where false)' }}
{%- endmacro %}
