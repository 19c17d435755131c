{#- The first instant that is read as one: what lies before it is not readable. -#}
{% macro first_instant() -%} timestamp '0001-01-01' {%- endmacro %}
{#- Before and after every instant: the ends of intervals that are open. -#}
{% macro ever_since() -%} timestamp '-infinity' {%- endmacro %}
{% macro for_ever() -%} timestamp 'infinity' {%- endmacro %}
