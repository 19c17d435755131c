{#- Whether data tests look at what builds only read into as it stands, and not at what this one changed in it: without a build, in a small
    warehouse, where all was made anew, and where the build before did not end or was not tested. -#}
{% macro is_whole_tested() -%}
    {{ return(not tests_look_at_the_build() or is_small_warehouse() or everything_is_affected() or is_after_failure()) }}
{%- endmacro %}
