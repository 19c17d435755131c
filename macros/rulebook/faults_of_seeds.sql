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
