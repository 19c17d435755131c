{#- The standing versions as the build before left them; none where all are put in order anew. -#}
{% macro known_versions() -%}
    {%- set standing = stored('int_standing_versions') if not versions_are_read_whole() -%}
    {{ standing or '(select *, updated_at as valid_from, updated_at as valid_to, true as is_latest from ' ~ ref('int_landed_versions') ~ ' where false)' }}
{%- endmacro %}
