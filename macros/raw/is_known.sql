{#- Whether a row was loaded by the var known_at; without it every row is known. -#}
{% macro is_known(loaded_at) -%}
    {{ loaded_at ~ ' <= ' ~ utc_timestamp(var('known_at')) if var('known_at') else 'true' }}
{%- endmacro %}
