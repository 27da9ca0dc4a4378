-- Keys compare by bytes, so that cursors mean the same on every server. Everything of one device leads with
-- device_id in its key: such tables can be sharded by device.

create table device_types (
  name text collate "C" primary key,
  description text not null,
  legacy boolean not null,
  created_at timestamptz(3) not null
);

create table devices (
  device_id text collate "C" primary key,
  device_type text collate "C" not null references device_types,
  labels jsonb not null,
  info jsonb not null,
  created_at timestamptz(3) not null
);
create index devices_by_type on devices (device_type, device_id);

-- What changes with each turn, apart from the wide row above. `json`, not `jsonb`: never searched, only handed back.
create table device_state (
  device_id text collate "C" primary key references devices on delete cascade,
  revision bigint not null,
  -- Account without secrets and nonces.
  account jsonb not null,
  -- AES-256-GCM of the secrets; the key is not in the database.
  secrets bytea not null,
  nonces jsonb not null,
  session json,
  reply bytea,
  last_seen_at timestamptz(3),
  inventory_at timestamptz(3),
  inventory_digest text
) with (fillfactor = 70);

create table inventory (
  device_id text collate "C" not null references devices on delete cascade,
  uri text collate "C" not null,
  component text collate "C" not null,
  name text not null,
  version text not null,
  description text not null,
  env_type text not null,
  pkg_id_ref text not null,
  state integer not null,
  status integer not null,
  since timestamptz(3) not null,
  primary key (device_id, uri, component)
);

create table inventory_history (
  device_id text collate "C" not null references devices on delete cascade,
  component text collate "C" not null,
  uri text not null,
  version text not null,
  state integer not null,
  since timestamptz(3) not null,
  until timestamptz(3) not null,
  n bigint generated always as identity,
  primary key (device_id, component, n)
);

create table packages (
  id text collate "C" primary key,
  component text collate "C" not null,
  version text not null,
  digest text collate "C" not null unique,
  bytes bigint not null,
  manifest json not null,
  -- Of the manifest: a version may be signed anew with a higher counter, to go back to it.
  epoch bigint not null,
  counter bigint not null,
  published boolean not null,
  created_at timestamptz(3) not null,
  unique (component, version, epoch, counter)
);
create index packages_by_time on packages (created_at, id);
create index packages_by_component on packages (component, created_at, id);

create table releases (
  id text collate "C" primary key,
  name text not null,
  package_ids jsonb not null,
  atomic boolean not null,
  created_at timestamptz(3) not null
);
create index releases_by_time on releases (created_at, id);

create table tasks (
  device_id text collate "C" not null references devices on delete cascade,
  id text collate "C" not null,
  state text collate "C" not null,
  open boolean not null,
  release_id text,
  created_at timestamptz(3) not null,
  expires_at timestamptz(3) not null,
  facts jsonb not null,
  primary key (device_id, id)
) with (fillfactor = 70);
create index tasks_by_id on tasks (id);
create index tasks_by_time on tasks (created_at, id);
create index tasks_by_state on tasks (state, created_at, id);
create index tasks_by_device on tasks (device_id, created_at, id);
create index tasks_open on tasks (device_id, created_at, id) where open;
create index tasks_expiring on tasks (expires_at) where open;

create table task_events (
  device_id text collate "C" not null references devices on delete cascade,
  task_id text collate "C" not null,
  n bigint generated always as identity,
  at timestamptz(3) not null,
  state text not null,
  reason text not null,
  session_key text,
  primary key (device_id, task_id, n)
);

create table sessions (
  device_id text collate "C" not null references devices on delete cascade,
  key text collate "C" not null,
  session_id text not null,
  started_at timestamptz(3) not null,
  ended_at timestamptz(3),
  messages integer not null,
  outcome text not null,
  primary key (device_id, key)
) with (fillfactor = 70);
create index sessions_by_key on sessions (key);
create index sessions_by_time on sessions (started_at, key);
create index sessions_by_device on sessions (device_id, started_at, key);

-- Two rows a turn: without a foreign key, which would look each of them up. Turns and the deletion of a device both
-- lock its state first.
create table session_messages (
  device_id text collate "C" not null,
  session_key text collate "C" not null,
  index integer not null,
  at timestamptz(3) not null,
  direction text not null,
  encoding text not null,
  bytes bytea not null,
  primary key (device_id, session_key, index, direction)
);

create table replays (
  key text collate "C" primary key,
  request_digest text not null,
  status integer not null,
  body text not null,
  at timestamptz(3) not null
);
create index replays_by_time on replays (at);

create table enrolments (
  token_digest text collate "C" primary key,
  device_type text collate "C" not null references device_types,
  expires_at timestamptz(3) not null
);
create index enrolments_by_expiry on enrolments (expires_at);
