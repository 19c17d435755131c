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
