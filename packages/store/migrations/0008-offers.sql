create table offers (
  id text collate "C" primary key,
  title text not null,
  release_id text collate "C" not null references releases,
  mode text not null,
  -- Who may ask: names of device types, and device ids.
  device_types jsonb not null,
  device_ids jsonb not null,
  -- Operations, consent, delivery.
  terms jsonb not null,
  created_at timestamptz(3) not null,
  ended_at timestamptz(3)
);
create index offers_by_time on offers (created_at, id);
create index offers_by_type on offers using gin (device_types) where ended_at is null;
create index offers_by_device on offers using gin (device_ids) where ended_at is null;

-- Tasks that devices have asked for.
create index tasks_asked on tasks (device_id, created_at, id) where facts ? 'origin';
