{{ config(
    materialized='incremental',
    incremental_strategy='append',
    on_schema_change='fail',
    pre_hook="{{ delete_rows_of(ref('int_outdated_entities')) }}",
) }}

-- An entity's rows lie side by side.
select * from ({{ points_now(affected_rows('int_ledger', 'int_outdated_entities'), affected_rows('int_history', 'int_outdated_entities')) }})
order by entity_key
