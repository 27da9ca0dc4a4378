/** Of several programs one gets the row, the others come back later. Nothing is locked while nothing is due. */
export const TAKE_PACE = `
select p.spent_until from wake_up_pace p
where exists (select from wake_ups k where k.next_check_at <= $1)
for update of p skip locked`;

/** The states of the devices are locked first, as turns do; a device whose turn is being saved comes later. */
export const TAKE_DUE = `
select k.*, d.wake_up as addresses, s.account, s.secrets, s.nonces, s.last_seen_at
from wake_ups k
join devices d on d.device_id = k.device_id
join device_state s on s.device_id = k.device_id
where k.next_check_at <= $1
order by k.next_check_at limit $2
for update of s skip locked`;

/** Tasks of the devices in `steps` go to its state, with an event when that is new. $1 is the moment. */
const MOVE_TASKS = `
chosen as materialized (
  select t.device_id, t.id, s.state, s.why, t.state = s.state as same,
    coalesce(s.next, to_char(t.expires_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')) as next
  from steps s
  join tasks t on t.device_id = s.device_id and t.open and t.state in ('planned', 'notified')
  where not (s.state = 'planned' and t.state = 'planned')),
moved as (
  update tasks t set state = c.state, facts = t.facts || jsonb_build_object('nextCheckAt', c.next) ||
    case when c.same then '{}' else jsonb_build_object('reason', c.why, 'since', $1::text) end
  from chosen c
  where t.device_id = c.device_id and t.id = c.id),
told as (
  insert into task_events (device_id, task_id, at, state, reason)
  select device_id, id, $1::text::timestamptz, state, why from chosen where not same)`;

/** Notes steps of wake-ups whose devices are locked, and moves the tasks that wait with them. */
export const NOTE_STEPS = `
with input as materialized (
  select * from json_to_recordset($2::json) as i("deviceId" text, id text, state text, reason text, tries integer,
    "sentAt" timestamptz, "nextCheckAt" text, "answeredAt" timestamptz)),
kept as (
  update wake_ups k set state = i.state, reason = i.reason, tries = i.tries, sent_at = i."sentAt",
    next_check_at = i."nextCheckAt"::timestamptz, answered_at = i."answeredAt"
  from input i
  where k.device_id = i."deviceId" and k.id = i.id and k.next_check_at is not null
  returning k.device_id, k.id, k.state, i."nextCheckAt" as next),
steps as (
  select device_id, next, case state when 'sent' then 'notified' else 'planned' end as state,
    case state when 'sent' then 'woken, waiting for the device to call in'
      else 'the device did not answer its wake-up, waiting for it to call in' end as why
  from kept where state in ('sent', 'expired')),
${MOVE_TASKS}
select id from kept`;

/** Takes a step back: the wake-up is as before but for the try. */
export const NOTE_NOT_SENT = `
with held as materialized (
  select device_id from device_state where device_id = $2 for update),
kept as (
  update wake_ups k set state = $4, sent_at = $5, reason = $6
  from held h
  where k.device_id = h.device_id and k.id = $3 and k.next_check_at is not null
  returning k.device_id, k.state),
steps as (
  select device_id, null as next, 'planned' as state,
    'wake-up not sent (' || $6 || '), waiting for the device to call in' as why
  from kept where state = 'queued'),
${MOVE_TASKS}
select from kept`;
