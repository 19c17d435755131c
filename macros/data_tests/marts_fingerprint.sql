{#- A hash of what marts show of what is stored, and of what tests ask. -#}
{% macro marts_fingerprint() %}
    {%- set asked = [] -%}
    {%- for node in (graph.nodes.values() if execute else []) if node.resource_type == 'test' or node.path.startswith(('marts/', 'semantic/')) -%}
        {%- do asked.append(node.unique_id ~ node.raw_code ~ node.test_metadata) -%}
    {%- endfor -%}
    {{ return(local_md5(asked | sort | join)) }}
{% endmacro %}
