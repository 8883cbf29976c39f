-- What is compared with ours, cluster by cluster. Never timed. The last sum ties dates and values to their patients.
select cluster, count(*),
       sum(earliest - date '1899-12-31'), sum(latest - date '1899-12-31'),
       coalesce(sum(value), 0)::bigint,
       sum(patient::bigint * ((earliest - date '1899-12-31') + 3 * (latest - date '1899-12-31')
                              + 7 * coalesce(value, 0)::bigint))
from slots
group by cluster
order by cluster;
