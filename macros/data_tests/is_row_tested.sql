{#- Which rows of a raw table data tests look at: all of a small table; of a larger one those that this build read, a share of them by their ids
    where they are many; all after a build that failed. For who asks: depends_on int_raw_tables. -#}
{% macro is_row_tested(table) -%}
    {%- set counts = stored('int_raw_tables') -%}
    {%- set sql = "select raw_rows, raw_rows - case when read_again = 'everything' then 0 else rows_before end from " ~ counts ~ " where feed = '" ~ table ~ "'" -%}
    {%- set rows = run_query(sql).rows if counts else [] -%}
    {%- set at_most = var('tested_rows', 50000) | int -%}
    {%- if var('test_everything', false) or not rows or rows[0][0] <= at_most or is_after_failure() -%}
        true
    {%- elif not tests_look_at_the_build() -%}
        {{ is_tested(raw_tables()[table]['key'][0], share_of(rows[0][0], at_most)) }}
    {%- elif is_read_again(table) | trim == 'false' -%}
        false
    {%- else -%}
        ({{ is_read_again(table) | trim }} and {{ is_tested(raw_tables()[table]['key'][0], share_of(rows[0][1], at_most)) }})
    {%- endif -%}
{%- endmacro %}
