{#- Why an interaction's row is bad (SPEC, Normalised interactions). `nobody`, `unnamed`, `further`: what its feed adds. -#}
{% macro interaction_rejection(table, nobody, unnamed, further={}) %}
    {%- set raw_table = raw_tables()[table] -%}
    {%- set reasons = {
        'no id': raw_table['key'][0] ~ ' is null',
        'no contact, account or opportunity': nobody,
        'no time': raw_table['time'] ~ ' is null',
        'no event name': unnamed,
        'time more than a day after loaded_at': raw_table['time'] ~ " > loaded_at + interval '1' day",
    } -%}
    {%- do reasons.update(further) -%}
    {{ rejection(reasons) }}
{% endmacro %}
