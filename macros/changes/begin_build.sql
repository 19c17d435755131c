{#- Before anything changes: notes that a run has begun, and where what is stored cannot be gone on from, marks that all is to be computed
    from nothing. -#}
{% macro begin_build() %}
    {%- if execute and flags.WHICH in ('run', 'build') and changes_tables() -%}
        create schema if not exists checkpoint;
        create table if not exists checkpoint.unfinished_runs (run_id varchar);
        insert into checkpoint.unfinished_runs values ('{{ invocation_id }}');
        {%- if stored('int_affected_entities') and not everything_is_affected() -%}
            {%- for reason in reasons_to_begin_anew()[:1] -%}
                {%- do log('Everything is computed from nothing: ' ~ reason ~ '.', info=true) -%}
                insert into {{ stored('int_affected_entities') }} values (null, '{{ reason }}', false);
            {%- endfor -%}
        {%- endif -%}
    {%- endif -%}
{% endmacro %}
