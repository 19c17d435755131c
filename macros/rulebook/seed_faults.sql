{#- All that seed_faults.yml finds wrong with the seeds. Nothing while dbt only parses: the YAML beside a model is read after the model. -#}
{% macro faults_of_seeds(valid) -%}
    {%- if not valid -%}
        {{ return('select 1') }}
    {%- endif -%}
    {%- set branches = [] -%}
    {%- for seed, schema in valid.seeds.items() -%}
        {%- for rule in rules_of_columns(seed, schema, valid.kinds) -%}
            {%- do branches.append(faults_of_rule(rule, schema.columns)) -%}
        {%- endfor -%}
        {%- if schema.has_rows -%}
            {%- do branches.append(fault_of_no_rows(seed)) -%}
        {%- endif -%}
    {%- endfor -%}
    {%- for rule in valid.rules if rule.level != 'warning' -%}
        {%- do branches.append(faults_of_rule(rule, valid.seeds[rule.seed].columns)) -%}
    {%- endfor -%}
    {{ branches | join('\nunion all\n') }}
{%- endmacro %}

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

{#- What seed_faults.yml says of single columns, keys and references, as rules of the same form as its row rules. The check has frictionless
    for these. -#}
{% macro rules_of_columns(seed, schema, kinds) -%}
    {%- set rules = [] -%}
    {%- for column, kind_name in schema.columns.items() -%}
        {%- set kind = kinds[kind_name | replace('!', '')] -%}
        {%- set words = {'seed': seed, 'column': column, 'instead': kind.instead} -%}
        {%- if kind_name.endswith('!') -%}
            {%- do rules.append({'seed': seed, 'column': column, 'rule': 'required', 'faulty': column ~ ' is null',
                'fault': column ~ ' is blank', 'instead': 'Fill it.'}) -%}
        {%- endif -%}
        {%- if kind.pattern -%}
            {%- do rules.append(dict(words, rule='pattern', fault=kind.fault | replace('{cell}', '{' ~ column ~ '}'),
                faulty="not regexp_full_match(" ~ column ~ ", '" ~ kind.pattern ~ "')")) -%}
        {%- elif kind.enum -%}
            {%- do rules.append(dict(words, rule='enum', fault=kind.fault | replace('{cell}', '{' ~ column ~ '}'),
                faulty=column ~ " not in ('" ~ kind.enum | join("', '") ~ "')")) -%}
        {%- endif -%}
    {%- endfor -%}
    {%- for column, target in (schema.refers or {}).items() -%}
        {%- set other, key = target.split('.') -%}
        {%- do rules.append({'seed': seed, 'column': column, 'rule': 'reference',
            'faulty': column ~ ' is not null and ' ~ column ~ ' not in (select ' ~ key ~ ' from ' ~ other ~ ' where ' ~ key ~ ' is not null)',
            'fault': other ~ " has no " ~ key ~ " '{" ~ column ~ "}'", 'instead': 'Write one that stands in ' ~ other ~ '.csv, or add it there.'}) -%}
    {%- endfor -%}
    {%- if schema.unique -%}
        {%- do rules.append({'seed': seed, 'column': schema.unique[0], 'rule': 'unique',
            'given': {'rows_with_it': 'count(*) over (partition by ' ~ schema.unique | join(', ') ~ ')'},
            'faulty': 'rows_with_it > 1', 'fault': schema.unique | join(', ') ~ ' stand in {rows_with_it} rows', 'instead': 'Keep one of them.'}) -%}
    {%- endif -%}
    {{ return(rules) }}
{%- endmacro %}

{#- A seed without rows, where it must have some. -#}
{% macro fault_of_no_rows(seed) -%}
    select
        '{{ seed }}' as seed,
        '' as row_id,
        '' as column_name,
        'has_rows' as rule,
        'the file has no rows' as fault,
        'Add at least one row below the header.' as instead
    where not exists (select 1 from {{ seed }})
{%- endmacro %}
