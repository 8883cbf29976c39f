-- Every slot of W from the table in order of (code, patient, date).
--
-- Of several values on the latest day the greatest is taken. Values are whole numbers from 0 to 200, so the day and the
-- value go into one number, and one maximum is the latest day with its greatest value. Two halves, because only the
-- first 25 clusters have values: faster than one query with arg_max or with a filter.
create or replace temp table slots as
  select cluster, patient, min(date) as earliest, max(date) as latest, null::integer as value
  from events join clusters using (code)
  where cluster >= 25
  group by cluster, patient
  union all
  select cluster, patient, min(date), max(date), max((date - date '1899-12-31') * 1024 + value::integer) % 1024
  from events join clusters using (code)
  where cluster < 25
  group by cluster, patient;
