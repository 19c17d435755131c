-- The instant that both sides are looked at.
select as_of from after.int_as_of
