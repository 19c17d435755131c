{#- The instant that "now" means, as the last build set it: all views and tests agree on it. -#}
{% macro as_of() -%}
    (select int_as_of.as_of from {{ ref('int_as_of') }} as int_as_of)
{%- endmacro %}
