-- One variable as generated queries ask for it: the first or the last record of one cluster, by a window, into a table
-- of its own. Six hundred of these make W's slots. Direction is asc or desc.
create or replace temp table variable_{cluster}_{direction} as
  select patient, date, value
  from (select patient, date, value,
               row_number() over (partition by patient order by date {direction}, value desc) as place
        from events
        where code in (select code from clusters where cluster = {cluster}))
  where place = 1;
