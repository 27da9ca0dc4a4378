-- How packages come to the devices of a type: what bytes cost them, and how many go inside a session at most.
alter table device_types add column link text not null default 'unmetered' check (link in ('metered', 'unmetered'));
alter table device_types add column direct_bytes_max integer check (direct_bytes_max >= 0);
