-- The variables of one cluster as slots, for the comparison. Never timed.
insert into slots
  select {cluster}, patient, first.date, last.date, case when {cluster} < 25 then last.value end
  from variable_{cluster}_asc as first join variable_{cluster}_desc as last using (patient);
