{#- Whether marts show otherwise whom nobody computes anew: by their own SQL, or by the seeds on which no ledger hangs, since the last whole
    build that was tested. -#}
{% macro is_shown_otherwise() -%}
    {%- set tested, seeds = stored('tested_build', schema='checkpoint'), shown_seeds() -%}
    {{ return(not tested or run_query("select marts, seeds = (" ~ seeds ~ ") from " ~ tested).rows[0].values() != (marts_fingerprint(), true)) }}
{%- endmacro %}
