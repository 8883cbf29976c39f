-- One variable: the earliest or the latest day of one cluster, with the greatest value of that day. Pick is min or max.
-- Six hundred of these make W's slots. A grouping instead of a window: it is the faster of the two here.
create temp table variable_{cluster}_{pick} as
  select patient, {pick}(events.date) as date, {value} as value
  from clusters cross join events on events.code = clusters.code
  where clusters.cluster = {cluster}
  group by patient;
