{#- Which rows of a raw table data tests look at: all of a small table, of a larger one those that this build read. For who asks:
    depends_on int_raw_tables. -#}
{% macro is_row_tested(table) -%}
    {%- set counts = stored('int_raw_tables') -%}
    {%- set rows = run_query("select raw_rows from " ~ counts ~ " where feed = '" ~ table ~ "'").rows if counts else [] -%}
    {%- if not tests_look_at_the_build() or var('test_everything', false) or not rows or rows[0][0] <= var('tested_rows', 50000) | int
        or is_after_untested_build() -%}
        true
    {%- else -%}
        {{ is_read_again(table) | trim }}
    {%- endif -%}
{%- endmacro %}
