{#- Before and after every instant: the ends of intervals that are open. -#}
{% macro ever_since() -%} timestamp '-infinity' {%- endmacro %}
{% macro for_ever() -%} timestamp 'infinity' {%- endmacro %}
