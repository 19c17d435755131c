select trigger_id, date_trunc('day', fired_at) as day, count(*) as firings from score_trigger_firings
group by trigger_id, day
