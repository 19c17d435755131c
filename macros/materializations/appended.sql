{#- A table to which the model's rows are added, in one transaction with its hooks; made anew where there is none or all is. -#}
{% macro appended(existing, table) %}
    {%- set is_new = existing is none or should_full_refresh() -%}
    {%- set shared_by = (config.get('meta') or {}).get('in_shares_of') -%}
    {%- if not is_new -%}{%- do assert_same_columns(table, sql) -%}{%- endif -%}
    {{ run_hooks(pre_hooks, inside_transaction=False) }}
    {{ run_hooks(pre_hooks, inside_transaction=True) }}
    {%- for after_key, last_key in (shares(shared_by) if shared_by else [(none, none)]) -%}
        {%- if shared_by -%}{%- do take_share(after_key, last_key) -%}{%- endif -%}
        {%- call statement('main') -%}
            {%- if is_new and loop.first -%}
                {{ 'drop ' ~ existing.type ~ ' ' ~ existing ~ ';' if existing }}
                {{ create_table_as(false, table, sql) }}
            {%- else -%}
                insert into {{ table }} by name ({{ sql }})
            {%- endif -%}
        {%- endcall -%}
    {%- endfor -%}
    {%- if shared_by -%}{%- do take_share(none, none) -%}{%- endif -%}
    {%- do persist_docs(table, model) -%}
    {{ run_hooks(post_hooks, inside_transaction=True) }}
    {%- do adapter.commit() -%}
    {%- do forget_answers(table) -%}
    {{ run_hooks(post_hooks, inside_transaction=False) }}
    {{ return({'relations': [table]}) }}
{% endmacro %}
