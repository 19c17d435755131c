-- Why the build in the copy computed anything, and for how many entities.
select
    reason,
    entities
from after.build_runs
where started_at = (select max(runs.started_at) from after.build_runs as runs)
order by entities desc, reason
