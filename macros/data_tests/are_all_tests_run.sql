{#- Whether this run has every data test but those of the outcomes. -#}
{% macro are_all_tests_run() -%}
    {%- set left_out = [] -%}
    {%- for node in graph.nodes.values()
        if node.resource_type == 'test' and '/outcomes/' not in node.original_file_path and node.unique_id not in selected_resources -%}
        {%- do left_out.append(node.unique_id) -%}
    {%- endfor -%}
    {{ return(not left_out) }}
{%- endmacro %}
