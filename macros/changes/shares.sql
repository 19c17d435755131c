{#- The affected entities in shares, each from a first to a last entity_key: an entity weighs as much as it has rows of the models, and itself.
    The last share takes less than half of one with it. None stands for no bound: whoever is not counted has a place too. -#}
{% macro shares(counted) %}
    {% set relations, queue = [], stored('int_affected_entities') %}
    {% for name in counted if stored(name) %}{% do relations.append(stored(name)) %}{% endfor %}
    {% if not relations or not queue %}{% do return([(none, none)]) %}{% endif %}
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

        before_and_all as (
            select
                entity_key,
                sum(weight) over (order by entity_key) - weight as before,
                sum(weight) over () as weight
            from weighed
        ),

        shared as (
            select
                entity_key,
                least(before // {{ rows_at_once() }}, greatest((weight + {{ rows_at_once() }} // 2) // {{ rows_at_once() }} - 1, 0)) as share
            from before_and_all
        )

        select max(entity_key) as last_key
        from shared
        group by share
        order by last_key
    {% endset %}
    {% set last_keys = (run_query(sql).columns[0].values() | list)[:-1] %}
    {% do return(zip([none] + last_keys, last_keys + [none])) %}
{% endmacro %}
