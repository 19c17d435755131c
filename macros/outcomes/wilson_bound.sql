{#- One end of the 95 % interval of a rate after Wilson (1927): `side` is - or +. -#}
{% macro wilson_bound(side, hits, trials) -%}
    {%- set z = 1.959963984540054 -%}
    {%- set rate = '(' ~ hits ~ ' / cast(' ~ trials ~ ' as double))' -%}
    greatest(0, least(1, (
        {{ rate }} + {{ z * z / 2 }} / {{ trials }}
        {{ side }} {{ z }} * sqrt({{ rate }} * (1 - {{ rate }}) / {{ trials }} + {{ z * z / 4 }} / ({{ trials }} * cast({{ trials }} as double)))
    ) / (1 + {{ z * z }} / {{ trials }})))
{%- endmacro %}
