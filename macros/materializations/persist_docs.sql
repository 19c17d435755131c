{#- Descriptions as comments, all of a model in one statement: dbt's own asks twice first which columns there are. A column that
    is described and not there stops the build. -#}
{% macro duckdb__persist_docs(relation, model, for_relation, for_columns) %}
    {%- set comments = [] -%}
    {%- if for_relation and config.persist_relation_docs() and model.description -%}
        {%- do comments.append(alter_relation_comment(relation, model.description)) -%}
    {%- endif -%}
    {%- if for_columns and config.persist_column_docs() -%}
        {%- for name, column in model.columns.items() if column.description -%}
            {%- set comment = duckdb_escape_comment(column.description) -%}
            {%- do comments.append("comment on column " ~ relation ~ "." ~ adapter.quote(name) ~ " is " ~ comment ~ ";") -%}
        {%- endfor -%}
    {%- endif -%}
    {%- if comments -%}
        {%- do run_query(comments | join('\n')) -%}
    {%- endif -%}
{% endmacro %}
