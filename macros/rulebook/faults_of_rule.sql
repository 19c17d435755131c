{#- The rows of a seed that break one rule of validity (models/rulebook/seed_faults.yml), as rows of seed_faults. In the rule's words {column}
    is that row's value. Plain Jinja: lead_scoring/check.py renders it too, over the files, with the line as a further column. -#}
{% macro faults_of_rule(rule, columns, lines=false) -%}
    {%- set given = rule.given or {} -%}
    select
        {%- if lines %}
        line,
        {%- endif %}
        '{{ rule.seed }}' as seed,
        concat_ws(', ', {{ (columns | list)[:2] | join(', ') }}) as row_id,
        '{{ rule.column }}' as column_name,
        '{{ rule.rule }}' as rule,
        {{ words_of_row(rule.fault, (columns | list) + (given | list)) }} as fault,
        {{ words_of_row(rule.instead, (columns | list) + (given | list)) }} as instead
    from (
        select
            *
            {%- for name, sql in given.items() %},
            {{ sql }} as {{ name }}
            {%- endfor %}
        from {{ rule.seed }}
    ) as {{ rule.seed }}
    where {{ rule.faulty }}
{%- endmacro %}

{#- Words as an SQL text in which {column} is the value of a column, empty where it is null. -#}
{% macro words_of_row(words, columns) -%}
    {%- set text = namespace(sql=words | replace("'", "''")) -%}
    {%- for column in columns -%}
        {%- set text.sql = text.sql | replace('{' ~ column ~ '}', "' || coalesce(cast(" ~ column ~ " as varchar), '') || '") -%}
    {%- endfor -%}
    '{{ text.sql }}'
{%- endmacro %}
