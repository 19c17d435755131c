{#- The entities that data tests look at: all up to the var tested_entities, a deterministic sample of so many where there are more. -#}
{% macro tested_entities() -%}
    select
        entities.entity_type,
        entities.entity_id
    from {{ ref('int_entities') }} as entities
    where {{ is_tested(
        "entities.entity_type || ':' || entities.entity_id",
        '(select count(*) from ' ~ ref('int_entities') ~ ')',
        var('tested_entities', 5000)
    ) }}
{%- endmacro %}
