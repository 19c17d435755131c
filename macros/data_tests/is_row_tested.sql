{#- Which rows of a raw table data tests look at: all of a small table; of a larger one those that this build read, a share of them by their ids
    where they are many; all after a build that failed. For who asks: depends_on int_raw_tables. -#}
{% macro is_row_tested(table) -%}
    {%- set decided, at_most = tables_decided().get(table), var('tested_rows', 50000) | int -%}
    {%- if var('test_everything', false) or not decided or decided['raw_rows'] <= at_most or is_after_failure() -%}
        true
    {%- elif not tests_look_at_the_build() -%}
        {{ is_tested(raw_tables()[table]['key'][0], share_of(decided['raw_rows'], at_most)) }}
    {%- elif is_read_again(table) | trim == 'false' -%}
        false
    {%- else -%}
        {#- Merges and adjustments are read whole whatever came. -#}
        {%- set rows_read = decided['rows_read'] if is_read_again(table) | trim != 'true' -%}
        ({{ is_read_again(table) | trim }} and {{ is_tested(raw_tables()[table]['key'][0], share_of(rows_read or decided['raw_rows'], at_most)) }})
    {%- endif -%}
{%- endmacro %}
