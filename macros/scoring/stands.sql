{#- Whether what int_points_now says is true now. -#}
{% macro stands() -%}
    (
        (stands_from is null or stands_from <= {{ as_of() }}) and (stands_until is null or stands_until > {{ as_of() }})
    )
{%- endmacro %}
