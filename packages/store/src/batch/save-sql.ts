import { SESSIONS_PER_DEVICE_MAX } from '../limits.ts';

const STATE_INPUT = `json_to_recordset($1::json) as i(
    device_id text, revision bigint, account jsonb, secrets bytea, nonces jsonb, rotation bytea, set_session boolean,
    session_from integer, session_length integer, reply_from integer, reply_length integer, info jsonb, learnt jsonb, seen_at timestamptz,
    digest text, opened_key text, opened_ids integer[])`;

// Rows are locked in the order of their keys, so that two flushes never wait for each other. A revision that is not
// the loaded one locks nothing: that save is stale.
const HELD = `
with input as materialized (select * from ${STATE_INPUT}),
held as materialized (
  select s.device_id, s.inventory_digest
  from device_state s join input i on i.device_id = s.device_id
  where s.revision = i.revision
  order by s.device_id for update of s)`;

const SET_STATE = `
    account = coalesce(i.account, s.account),
    secrets = coalesce(i.secrets, s.secrets),
    nonces = coalesce(i.nonces, s.nonces),
    rotation = coalesce(i.rotation, s.rotation),
    session = case when i.set_session
      then convert_from(substring($2::bytea from i.session_from for i.session_length), 'UTF8')::json
      else s.session end,
    reply = case when i.set_session
      then substring($2::bytea from i.reply_from for i.reply_length) else s.reply end,
    last_seen_at = coalesce(i.seen_at, s.last_seen_at)`;

/** One flush of turns: all of it for the devices whose revision holds, nothing for the others. Gives back the former. */
export const SAVE_TURNS = {
  name: 'save-turns',
  text: `${HELD},
won as (
  update device_state s set revision = s.revision + 1, ${SET_STATE},
    inventory_at = case when i.digest is null then s.inventory_at else i.seen_at end,
    inventory_digest = coalesce(i.digest, s.inventory_digest)
  from input i, held h
  where h.device_id = s.device_id and i.device_id = s.device_id
  returning s.device_id, h.inventory_digest),
answered as (
  update wake_ups k set state = 'answered', next_check_at = null, answered_at = i.seen_at, session_key = i.opened_key,
    reason = case when k.session_id = any (i.opened_ids) then 'its session came' else 'the device called in by itself' end
  from input i join won w on w.device_id = i.device_id
  where i.opened_key is not null and k.device_id = i.device_id and k.next_check_at is not null),
info_rows as (
  update devices d set info = coalesce(i.info, d.info), learnt = coalesce(i.learnt, d.learnt)
  from input i join won w on w.device_id = i.device_id
  where d.device_id = i.device_id and (i.info is not null or i.learnt is not null)),
task_rows as (
  insert into tasks (device_id, id, state, open, release_id, created_at, expires_at, facts)
  select t.* from json_to_recordset($3::json) as t(device_id text, id text, state text, open boolean,
    release_id text, created_at timestamptz, expires_at timestamptz, facts jsonb)
  join won w on w.device_id = t.device_id
  on conflict (device_id, id) do update
    set state = excluded.state, open = excluded.open, facts = excluded.facts, expires_at = excluded.expires_at
    where tasks.open),
event_rows as (
  insert into task_events (device_id, task_id, at, state, reason, session_key)
  select e.device_id, e."taskId", e.at, e.state, e.reason, e."sessionKey"
  from json_to_recordset($4::json) as e(n integer, device_id text, "taskId" text, at timestamptz, state text,
    reason text, "sessionKey" text)
  join won w on w.device_id = e.device_id
  order by e.n),
record_rows as (
  insert into sessions (device_id, key, session_id, started_at, ended_at, messages, outcome)
  select r.* from json_to_recordset($5::json) as r("deviceId" text, key text, "sessionId" text,
    "startedAt" timestamptz, "endedAt" timestamptz, messages integer, outcome text)
  join won w on w.device_id = r."deviceId"
  on conflict (device_id, key) do update
    set ended_at = excluded.ended_at, messages = excluded.messages, outcome = excluded.outcome
  returning device_id, key, xmax = 0 as fresh),
pruned as (
  delete from sessions s
  using (
    select f.device_id, old.key
    from record_rows f
    cross join lateral (
      select x.key from sessions x
      where x.device_id = f.device_id and x.key <> f.key
      order by x.started_at desc, x.key desc
      offset ${SESSIONS_PER_DEVICE_MAX - 1}) old
    where f.fresh) p
  where s.device_id = p.device_id and s.key = p.key
  returning s.device_id, s.key),
pruned_messages as (
  delete from session_messages m using pruned p
  where m.device_id = p.device_id and m.session_key = p.key),
message_rows as (
  insert into session_messages (device_id, session_key, index, at, direction, encoding, bytes)
  select m.device_id, m."sessionKey", m.index, m.at, m.direction, m.encoding,
    substring($2::bytea from m."from" for m.length)
  from json_to_recordset($6::json) as m(device_id text, "sessionKey" text, index integer,
    at timestamptz, direction text, encoding text, "from" integer, length integer)
  join won w on w.device_id = m.device_id
  on conflict do nothing)
select device_id, inventory_digest from won`,
};

/** Idle check-ins: no new revision, so that a turn loaded meanwhile is not made stale. */
export const SAVE_IDLE = {
  name: 'save-idle',
  text: `${HELD}
update device_state s set ${SET_STATE}
from input i, held h
where h.device_id = s.device_id and i.device_id = s.device_id`,
};
