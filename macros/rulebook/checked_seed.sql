{#- A seed whose rows are valid: whoever reads it is built only after the test of seed_faults passed, all seeds or none. -#}
{% macro checked_seed(name) -%}
    {%- if not execute -%}
        {%- do ref('seed_faults') -%}
    {%- endif -%}
    {{ ref(name) }}
{%- endmacro %}
