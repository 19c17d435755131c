{#- The outcome marts stand until they are built again, also where somebody is erased meanwhile: a whole build takes the rows that name them. -#}
{% macro forget_erased() %}
    {%- if execute and flags.WHICH in ('build', 'run') and is_whole_build() and stored('int_erased_contacts') %}
        {%- for node in graph.nodes.values() if node.resource_type == 'model' and 'outcomes' in node.tags %}
            {%- set table = adapter.get_relation(database=node.database, schema=node.schema, identifier=node.alias) %}
            {%- if table and 'contact_id' in adapter.get_columns_in_relation(table) | map(attribute='name') %}
                {%- do run_query('delete from ' ~ table ~ ' where contact_id in (select contact_id from ' ~ stored('int_erased_contacts') ~ ')') %}
            {%- endif %}
        {%- endfor %}
        {%- do adapter.commit() %}
    {%- endif %}
{% endmacro %}
