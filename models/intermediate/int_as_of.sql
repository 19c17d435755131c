{{ config(materialized='view') }}

-- SPEC, Conventions: the var where it is set, fixed until the next build; else the clock when a view is queried.
select cast({{ utc_timestamp(var('as_of')) if var('as_of') else clock() }} as timestamp) as as_of
