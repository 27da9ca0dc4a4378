alter table devices add column wake_up jsonb not null default '[]';

create table wake_ups (
  device_id text collate "C" not null references devices on delete cascade,
  id text collate "C" not null,
  session_id integer not null,
  ui_mode text not null,
  state text not null,
  reason text not null,
  tries integer not null,
  sent_at timestamptz(3),
  -- Null: answered or expired.
  next_check_at timestamptz(3),
  asked_at timestamptz(3) not null,
  expires_at timestamptz(3) not null,
  answered_at timestamptz(3),
  session_key text,
  primary key (device_id, id)
) with (fillfactor = 70);
-- One open wake-up per device at most.
create unique index wake_ups_open on wake_ups (device_id) where next_check_at is not null;
create index wake_ups_due on wake_ups (next_check_at) where next_check_at is not null;
create index wake_ups_by_device on wake_ups (device_id, asked_at, id);

-- One row: until when the rate of all programs on this database is used up. Who takes due wake-ups locks it.
create table wake_up_pace (
  one boolean primary key default true check (one),
  spent_until timestamptz(3) not null
);
insert into wake_up_pace (spent_until) values ('epoch');
