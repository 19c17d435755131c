{#- What a model itself held when the last whole build ended, as far as it needs it: column -> type; empty before the first. -#}
{% macro own_checkpoint(columns) -%}
    {%- set copy = stored(model.name, schema='checkpoint') -%}
    (
        select
        {%- for column, type in columns.items() %}
            {{ column if copy else 'cast(null as ' ~ type ~ ') as ' ~ column }}{{ ',' if not loop.last }}
        {%- endfor %}
        {{ 'from ' ~ copy if copy else 'where false' }}
    )
{%- endmacro %}
