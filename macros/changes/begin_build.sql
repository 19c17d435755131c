{#- Before anything changes: where what is stored cannot be gone on from, marks that all is to be computed from nothing. -#}
{% macro begin_build() %}
    {%- if execute and flags.WHICH in ('run', 'build') and stored('int_affected_entities') and not everything_is_affected() -%}
        {%- set reasons = reasons_to_begin_anew() -%}
        {%- if reasons -%}
            {%- do log('Everything is computed from nothing: ' ~ reasons[0] ~ '.', info=true) -%}
            {%- do run_query("insert into " ~ stored('int_affected_entities') ~ " values (null, '" ~ reasons[0] ~ "', false)") -%}
            {%- do adapter.commit() -%}
        {%- endif -%}
    {%- endif -%}
{% endmacro %}
