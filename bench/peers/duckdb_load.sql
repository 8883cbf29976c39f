-- The extract as it lies on disk, sorted into the first layout. This is what the row `load` times.
create table events as
  select patient, date, code, value
  from read_csv('{extract}/W*/events.csv', header = true,
                columns = {'patient': 'integer', 'date': 'date', 'code': 'integer', 'value': 'float'})
  order by code, patient, date;
