{#- Which rows of a raw table data tests look at: all of a small table, of a larger one those that this build read. -#}
{% macro is_row_tested(table) -%}
    {%- set counts = ref('int_raw_tables') -%}
    {%- set rows = run_query("select raw_rows from " ~ counts ~ " where feed = '" ~ table ~ "'").rows if execute else [] -%}
    {%- if flags.WHICH != 'build' or var('test_everything', false) or not rows or rows[0][0] <= var('tested_rows', 50000) | int -%}
        true
    {%- else -%}
        {{ is_read_again(table) | trim }}
    {%- endif -%}
{%- endmacro %}
