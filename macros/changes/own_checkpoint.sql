{#- What a model itself, or the one that it is a part of, held when the last whole build ended, as far as it needs it: column -> type; empty before the first.
    A column that an earlier release did not keep is null. -#}
{% macro own_checkpoint(columns, of=none) -%}
    {%- set copy = stored(of or model.name, schema='checkpoint') -%}
    {%- set kept = adapter.get_columns_in_relation(copy) | map(attribute='name') | list if copy else [] -%}
    (
        select
        {%- for column, type in columns.items() %}
            {{ column if column in kept else 'cast(null as ' ~ type ~ ') as ' ~ column }}{{ ',' if not loop.last }}
        {%- endfor %}
        {{ 'from ' ~ copy if copy else 'where false' }}
    )
{%- endmacro %}
