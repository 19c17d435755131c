{#- A hash of all SQL that decides what is stored, stored marts among it: what an earlier release stored is not gone on from. -#}
{% macro release_fingerprint() %}
    {% if not execute %}{% do return('') %}{% endif %}
    {% set folder = invocation_args_dict.project_dir | string | replace("'", "''") %}
    {% set files = ['macros/*/*.sql', 'models/staging/*.sql', 'models/rulebook/*.sql', 'models/intermediate/**/*.sql'] %}
    {% for node in graph.nodes.values() if node.original_file_path.startswith('models/marts/') and node.config.materialized in ['table', 'incremental'] %}
        {% do files.append(node.original_file_path) %}
    {% endfor %}
    {% set sql %}
        select md5(string_agg(content, chr(10) order by content)) from read_text([
            {%- for file in files | sort %}
            '{{ folder }}/{{ file }}'{{ ',' if not loop.last }}
            {%- endfor %}
        ])
    {% endset %}
    {% do return(run_query(sql).rows[0][0]) %}
{% endmacro %}
