{#- The affected entities in shares, each from a first to a last entity_key: an entity weighs as much as it has rows of the models, and itself.
    The last share takes less than half of one with it. None stands for no bound: whoever is not counted has a place too. -#}
{% macro shares(counted) %}
    {% set relations, queue = [], stored('int_affected_entities') %}
    {% for name in counted if stored(name) %}{% do relations.append(stored(name)) %}{% endfor %}
    {% if not relations or not queue %}{% do return([(none, none)]) %}{% endif %}
    {% set at_once = rows_at_once() %}
    {% set sql %}
        with weighed as (
            select
                entity_key,
                count(*) as weight
            from (
                {% for relation in relations -%}
                    select entity_key from {{ relation }}
                    where entity_key in (select queue.entity_key from {{ queue }} as queue)
                    union all
                {% endfor -%}
                select entity_key from {{ queue }}
                where entity_key is not null
            )
            group by entity_key
        ),

        placed as (
            select
                entity_key,
                sum(weight) over (order by entity_key) - weight as weight_before,
                sum(weight) over () as total_weight
            from weighed
        ),

        shared as (
            select
                entity_key,
                least(weight_before // {{ at_once }}, greatest((total_weight + {{ at_once }} // 2) // {{ at_once }} - 1, 0)) as share
            from placed
        )

        select max(entity_key) as last_key
        from shared
        group by share
        order by last_key
    {% endset %}
    {% set last_keys = (run_query(sql).columns[0].values() | list)[:-1] %}
    {% do return(zip([none] + last_keys, last_keys + [none])) %}
{% endmacro %}
