{#- What is different in one seed: rows that came or went with all they say, of others each cell that differs. -#}
with only_before as (
    select {{ columns | join(', ') }} from before.{{ seed }}
    except all
    select {{ columns | join(', ') }} from after.{{ seed }}
),

only_after as (
    select {{ columns | join(', ') }} from after.{{ seed }}
    except all
    select {{ columns | join(', ') }} from before.{{ seed }}
),

-- Rows with one key, such as two conditions of a rule on one field, are told apart by their place.
row_before as (
    select
        *,
        row_number() over (partition by {{ key | join(', ') }} order by {{ columns | join(', ') }}) as place
    from only_before
),

row_after as (
    select
        *,
        row_number() over (partition by {{ key | join(', ') }} order by {{ columns | join(', ') }}) as place
    from only_after
),

cell_before as (
    select * from row_before
    unpivot include nulls (cell for column_name in (columns(* exclude ({{ key | join(', ') }}, place))))
),

cell_after as (
    select * from row_after
    unpivot include nulls (cell for column_name in (columns(* exclude ({{ key | join(', ') }}, place))))
),

compared as (
    select
        concat_ws(', ', {{ key | join(', ') }}) as row_id,
        place,
        column_name,
        cell_before.cell as cell_before,
        cell_after.cell as cell_after,
        case
            when cell_before.place is null then 'added'
            when cell_after.place is null then 'removed'
            else 'changed'
        end as change
    from cell_before
    full join cell_after using ({{ key | join(', ') }}, place, column_name)
)

select
    '{{ seed }}' as seed,
    row_id,
    change,
    column_name,
    cell_before,
    cell_after
from compared
where change = 'changed' and cell_before is distinct from cell_after
union all
select
    '{{ seed }}' as seed,
    row_id,
    change,
    null as column_name,
    string_agg(column_name || ' ' || cell_before, ', ' order by list_position({{ columns }}, column_name)) as cell_before,
    string_agg(column_name || ' ' || cell_after, ', ' order by list_position({{ columns }}, column_name)) as cell_after
from compared
where change <> 'changed'
group by row_id, change, place
order by row_id, change, column_name
