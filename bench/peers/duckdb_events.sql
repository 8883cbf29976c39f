-- What is compared with our own files before the times of `load` are given, code by code. Never timed.
select code, count(*), sum(date - date '1899-12-31'), coalesce(sum(value), 0)::bigint,
       sum(patient::bigint * ((date - date '1899-12-31') + 7 * coalesce(value, 0)::bigint))
from events
group by code
order by code;
