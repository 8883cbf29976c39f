-- Made once, never timed: the extract's events with an index that covers the question. Days are counted from 1899-12-31.
create table events (patient integer not null, date integer not null, code integer not null, value real);
create table clusters (cluster integer not null, code integer not null, primary key (cluster, code)) without rowid;
-- rows of the extract are inserted here
create index events_by_code on events (code, patient, date, value);
