-- Made once, never timed: the clusters, the second layout, and who is registered on the reference date.
create table clusters as
  from read_csv('{extract}/clusters.csv', header = true, columns = {'cluster': 'smallint', 'code': 'integer'});
create table joined as
  select cluster, patient, date, value
  from events join clusters using (code)
  order by cluster, patient, date;
create table people as
  select patient, birth_date,
         patient in (select patient
                     from read_csv('{extract}/W*/registrations.csv', header = true,
                                   columns = {'patient': 'integer', 'start': 'date', 'end': 'date'})
                     where start <= date '2026-03-31' and ("end" is null or "end" > date '2026-03-31')) as registered
  from read_csv('{extract}/W*/patients.csv', header = true,
                columns = {'patient': 'integer', 'birth_date': 'date', 'sex': 'varchar'});
