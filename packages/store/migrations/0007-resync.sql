-- Whether devices of a type may open a session with the zero nonce.
alter table device_types add column resync boolean not null default false;
-- What is kept of a device that did so, sealed: when, and secrets that change because of it.
alter table device_state add column rotation bytea;
