-- What is compared with ours, for one cluster. Never timed.
select count(*), sum(first.date), sum(last.date), coalesce(sum(last.value % 1024), 0),
       sum(patient * (first.date + 3 * last.date + 7 * coalesce(last.value % 1024, 0)))
from variable_{cluster}_min as first join variable_{cluster}_max as last using (patient);
