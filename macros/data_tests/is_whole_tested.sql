{#- Whether data tests look at what builds only read into as it stands, and not at what this one changed in it: without a build, in a small
    warehouse, and where all was made anew or the build before was not tested. -#}
{% macro is_whole_tested() -%}
    {{ return(not tests_look_at_the_build() or is_small_warehouse() or everything_is_affected() or is_after_untested_build()) }}
{%- endmacro %}
