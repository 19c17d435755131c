{#- Intervals that do not overlap, those that touch made one: a select of `keys`, valid_from and valid_to. -#}
{% macro joined_intervals(relation, keys) -%}
    select
        {{ keys }},
        min(valid_from) as valid_from,
        max(valid_to) as valid_to
    from (
        select
            *,
            sum(starts) over (partition by {{ keys }} order by valid_from) as stretch
        from (
            select
                *,
                cast(coalesce(valid_from > lag(valid_to) over (partition by {{ keys }} order by valid_from), true) as integer) as starts
            from {{ relation }}
        ) as marked
    ) as numbered
    group by {{ keys }}, stretch
{%- endmacro %}
