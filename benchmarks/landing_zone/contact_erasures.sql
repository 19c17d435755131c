-- None yet: the benchmark erases somebody later.
select
    cast(null as varchar) as contact_id,
    cast(null as timestamp) as requested_at,
    cast(null as timestamp) as loaded_at
where false
