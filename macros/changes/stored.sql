{#- A model's relation as an earlier step or build left it, none where there is none: for those that compare themselves with what stands. -#}
{% macro stored(name, schema='intermediate') %}
    {% do return(adapter.get_relation(database=target.database, schema=schema, identifier=name) if execute else none) %}
{% endmacro %}
