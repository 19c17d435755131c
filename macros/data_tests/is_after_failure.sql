{#- Whether a build before this one did not end or was not tested: what its tests found, or would have, is looked for again. -#}
{% macro is_after_failure() -%}
    {{ return(is_after_unfinished_run() or is_after_untested_build()) }}
{%- endmacro %}
