-- Chunks of the object that a device is sending: kept until its last one has come, or its session is over.
create table object_chunks (
  device_id text collate "C" not null references devices (device_id) on delete cascade,
  index int not null,
  octets bytea not null,
  primary key (device_id, index)
);
