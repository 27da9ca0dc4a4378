-- How to deal with a client: what its type prescribes, and what sessions have taught beside DevInfo.
alter table device_types add column profile text;
alter table devices add column learnt jsonb;
