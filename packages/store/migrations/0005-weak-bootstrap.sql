-- Whether bootstrap documents signed with no more than an IMSI or a short PIN may be made for devices of a type.
alter table device_types add column weak_bootstrap boolean not null default false;
