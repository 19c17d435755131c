{#- Points held within limits, either of which may be null. -#}
{% macro held(points, low, high) -%}
    case when {{ points }} > {{ high }} then {{ high }} when {{ points }} < {{ low }} then {{ low }} else {{ points }} end
{%- endmacro %}
