{#- Before anything changes: notes that a run has begun, and where what is stored cannot be gone on from, marks that all is to be computed
    from nothing. -#}
{% macro begin_build() %}
    {%- if execute and flags.WHICH in ('run', 'build') and changes_tables() -%}
        {%- do run_query('create schema if not exists checkpoint') -%}
        {%- do run_query('create table if not exists checkpoint.unfinished_runs (run_id varchar)') -%}
        {%- do run_query("insert into checkpoint.unfinished_runs values ('" ~ invocation_id ~ "')") -%}
        {%- set queue = stored('int_affected_entities') -%}
        {%- set columns = adapter.get_columns_in_relation(queue) | map(attribute='name') | list if queue else [] -%}
        {%- if queue and ('from_step' not in columns or not everything_is_affected()) -%}
            {%- for reason in reasons_to_begin_anew()[:1] -%}
                {%- do log('Everything is computed from nothing: ' ~ reason ~ '.', info=true) -%}
                {#- In place of the queue, which another release may have written with other columns. One that has the mark already stays as
                    it is: a retry goes on with whom it names. -#}
                {%- do run_query(
                    "create or replace table " ~ queue ~ " as
                    select cast(null as integer) as entity_key, '" ~ reason ~ "' as reason, 'awards' as from_step"
                ) -%}
            {%- endfor -%}
        {%- endif -%}
        {%- do adapter.commit() -%}
        {%- do forget_answers() -%}
    {%- endif -%}
{% endmacro %}
