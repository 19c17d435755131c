{#- The affected entities in shares, each from a first to a last entity_key: `interactions_at_once` is about what the entities of one have.
    None stands for no bound: an entity without interactions has its place too. -#}
{% macro shares() %}
    {% set reach = stored('int_reach') %}
    {% if not reach %}{% do return([(none, none)]) %}{% endif %}
    {% set sql %}
        with counted as (
            select
                entity_key,
                count(*) as interactions
            from {{ reach }}
            group by entity_key
        ),

        shared as (
            select
                entity_key,
                sum(interactions) over (order by entity_key) // {{ var('interactions_at_once') | int }} as share
            from counted
        )

        select max(entity_key) as last_key
        from shared
        group by share
        order by last_key
    {% endset %}
    {% set last_keys = (run_query(sql).columns[0].values() | list)[:-1] %}
    {% do return(zip([none] + last_keys, last_keys + [none])) %}
{% endmacro %}
